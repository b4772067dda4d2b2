using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Api;

/// <summary>Which record the content is for; the store computes ctx from it and from who asks.</summary>
public sealed record ReceiptOrder
{
    private ReceiptOrder(Bytes32 chainId, string kind) => (ChainId, Kind) = (chainId, kind);

    public Bytes32 ChainId { get; }

    public string Kind { get; }

    public byte[]? Pid { get; private init; }

    public byte[]? VisitKey { get; private init; }

    public byte[]? FolderKey { get; private init; }

    public Bytes32? Sid { get; private init; }

    public static ReceiptOrder ForDiagnosis(Bytes32 chainId, ReadOnlyMemory<byte> pid, ReadOnlyMemory<byte> visitKey) =>
        new(chainId, RecordKinds.Diagnosis) { Pid = pid.ToArray(), VisitKey = visitKey.ToArray() };

    /// <summary>The receipt is then the store's confirmation of the team's signatures.</summary>
    public static ReceiptOrder ForTeam(Bytes32 chainId, Bytes32 sid) => new(chainId, RecordKinds.TeamDiagnosis) { Sid = sid };

    public static ReceiptOrder ForDocument(Bytes32 chainId, ReadOnlySpan<byte> folderKey) => new(chainId, RecordKinds.Document) { FolderKey = folderKey.ToArray() };
}
