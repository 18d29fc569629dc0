//! Bytes as text, for fixtures and for lines that reproduce.

/// Lower case, one line.
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads [`encode`]'s form; whitespace and lines that start with `#` are left out.
///
/// # Errors
/// What is not hexadecimal.
pub fn decode(text: &str) -> Result<Vec<u8>, String> {
    let digits: String = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.chars().filter(|c| !c.is_whitespace()))
        .collect();
    let pair = |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..digits.len())
        .step_by(2)
        .map(|at| pair(at).ok_or_else(|| format!("not hexadecimal at {at}")))
        .collect()
}
