from . import asm_donor_format_upload
