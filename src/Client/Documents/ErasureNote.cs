using HospitalChain.Crypto;

namespace HospitalChain.Client.Documents;

/// <summary>An erasure that this profile ordered, and how far it is: each confirmation as it came in.</summary>
/// <param name="DocumentId">Record id of the document.</param>
/// <param name="ChainId">Its chain.</param>
/// <param name="VisitIndex">The patient's visit that ordered it; null for a hospital.</param>
/// <param name="Order">The canonical order.</param>
/// <param name="Confirmations">Canonical confirmations, each checked when it came.</param>
/// <param name="Record">The canonical record with the certificate, once every holder confirmed.</param>
public sealed record ErasureNote(
    Bytes32 DocumentId, Bytes32 ChainId, uint? VisitIndex, byte[] Order, IReadOnlyList<byte[]> Confirmations, byte[]? Record);
