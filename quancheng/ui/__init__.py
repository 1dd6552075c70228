"""The design system: form fields, components, layouts, the component gallery."""
