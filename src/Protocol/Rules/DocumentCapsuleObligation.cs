using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Rules;

/// <summary>A P21 capsule must verify under its folder's key and its record's context (crypto.md §7).</summary>
public sealed class DocumentCapsuleObligation(ReadOnlyMemory<byte> folderKey, ReadOnlyMemory<byte> capsule, Bytes32 context) : Obligation
{
    /// <summary>66 bytes.</summary>
    public ReadOnlyMemory<byte> FolderKey { get; } = folderKey;

    /// <summary>162 bytes.</summary>
    public ReadOnlyMemory<byte> Capsule { get; } = capsule;

    public Bytes32 Context { get; } = context;

    public override RefusalReason Reason => Refusals.CapsuleInvalid;

    public override bool Same(Obligation other) =>
        other is DocumentCapsuleObligation that
        && that.Context == Context
        && that.FolderKey.Span.SequenceEqual(FolderKey.Span)
        && that.Capsule.Span.SequenceEqual(Capsule.Span);
}
