using System.Buffers;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Content;

/// <summary>
/// Asks for a receipt for one record: its kind, and what ctx (crypto.md §3) is made of for that kind besides the author, who
/// is the caller, and the content. The store computes ctx itself, so a receipt asked for one kind never serves another.
/// </summary>
/// <param name="ChainId">Chain of the record that will name the content.</param>
/// <param name="Kind">diagnosis, team-diagnosis or document.</param>
/// <param name="Pid">The visit's pseudo-identity in hexadecimal, for a diagnosis.</param>
/// <param name="VisitKey">PK_j in hexadecimal, for a diagnosis.</param>
/// <param name="FolderKey">The folder's public key in hexadecimal, for a document.</param>
/// <param name="Sid">The session, for a team's diagnosis: the receipt is then the store's confirmation.</param>
public sealed record ReceiptRequest(Bytes32 ChainId, string Kind, string? Pid = null, string? VisitKey = null, string? FolderKey = null, Bytes32? Sid = null)
{
    /// <summary>The session of a team's diagnosis; null for another kind or where something is missing or too much.</summary>
    public Bytes32? Session => Kind == RecordKinds.TeamDiagnosis && Pid is null && VisitKey is null && FolderKey is null ? Sid : null;

    /// <summary>ctx of a diagnosis or document; null for another kind, and where parts are missing, too many or of another size.</summary>
    public Bytes32? ContextOf(Bytes32 author, Bytes32 sha256) => (Kind, Sid) switch
    {
        (RecordKinds.Diagnosis, null) when FolderKey is null && Unhex(Pid, PseudoIdentity.Size) is { } pid && Unhex(VisitKey, G1.Size) is { } visitKey =>
            RecordContext.ForDiagnosis(ChainId, author, pid, visitKey, sha256),
        (RecordKinds.Document, null) when Pid is null && VisitKey is null && Unhex(FolderKey, P21PublicKey.Size) is { } folderKey =>
            RecordContext.ForDocument(ChainId, author, folderKey, sha256),
        _ => null,
    };

    private static byte[]? Unhex(string? hex, int size)
    {
        var bytes = new byte[size];
        return hex?.Length == 2 * size && Convert.FromHexString(hex, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
    }
}
