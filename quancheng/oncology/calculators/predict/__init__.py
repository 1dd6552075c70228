"""PREDICT Breast, versions 2.2 and 3.2: survival after surgery, and what each adjuvant treatment adds."""
