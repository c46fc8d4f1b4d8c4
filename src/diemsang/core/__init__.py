"""Nothing of the domain: text, dates, tables, components, the actor protocol. Imported by all."""
