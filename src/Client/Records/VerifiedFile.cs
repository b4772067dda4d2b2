using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Client.Records;

/// <summary>A file that was verified offline.</summary>
/// <param name="Kind">record, content, plaintext or certificate.</param>
/// <param name="Proven">The record that it is, or is of.</param>
public sealed record VerifiedFile(string Kind, ProvenRecord Proven);
