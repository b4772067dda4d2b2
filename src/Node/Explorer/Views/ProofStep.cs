namespace HospitalChain.Node.Explorer.Views;

/// <summary>One hash of a proof as it was recomputed.</summary>
/// <param name="Formula">What is hashed, with the names that stand beside the values.</param>
/// <param name="Beside">The sibling that the proof brings, in hexadecimal; empty where none is needed.</param>
/// <param name="Result">The hash that came out, in hexadecimal.</param>
public sealed record ProofStep(string Formula, string Beside, string Result);
