namespace HospitalChain.Client.Records;

/// <summary>A verified plaintext on disk.</summary>
/// <param name="Path">Its file.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="MediaType">What its author said it is.</param>
public sealed record OpenedDiagnosis(string Path, long SizeBytes, string MediaType);
