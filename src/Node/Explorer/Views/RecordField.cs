namespace HospitalChain.Node.Explorer.Views;

/// <summary>One public field of a record.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Text">What the page shows; where <paramref name="IsIdentifier"/>, the whole identifier, which the page shortens.</param>
/// <param name="IsIdentifier">An identifier, key or hash in hexadecimal.</param>
/// <param name="Link">Page about it; empty without one.</param>
/// <param name="Note">What else to know; may be empty.</param>
public sealed record RecordField(string Label, string Text, bool IsIdentifier = false, string Link = "", string Note = "");
