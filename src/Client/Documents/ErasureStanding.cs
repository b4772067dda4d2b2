using HospitalChain.Crypto;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Documents;

/// <summary>How an erasure stands: by the chain where its certificate is there, else by what this profile ordered and heard.</summary>
/// <param name="DocumentId">Record id of the document.</param>
/// <param name="ErasedAtHeight">The block with the certificate; null while there is none.</param>
/// <param name="OrderedBy">Signing key of who ordered it.</param>
/// <param name="OrderedMillis">When, by that party's clock.</param>
/// <param name="Holders">Who must confirm, and who did.</param>
/// <param name="Certificate">The certificate on the chain; null while there is none.</param>
/// <param name="Proof">Proof of its record; null while there is none.</param>
public sealed record ErasureStanding(
    Bytes32 DocumentId,
    ulong? ErasedAtHeight,
    Bytes32 OrderedBy,
    ulong OrderedMillis,
    IReadOnlyList<HolderStanding> Holders,
    ErasureCertificate? Certificate,
    RecordProof? Proof)
{
    public bool IsComplete => Certificate is not null;
}
