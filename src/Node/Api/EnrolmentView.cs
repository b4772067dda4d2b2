using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Api;

/// <summary>An enrolled key. What a role does not have is null; binary fields are hex.</summary>
public sealed record EnrolmentView(
    Bytes32 Key, string Role, string Sealing, string? P21Receiving, Bytes32? TlsFingerprint, Bytes32? Owner, string? L19Key, string? Pid,
    Bytes32? HospitalChainId, string? Multisignature, string? Department)
{
    /// <summary>How many keys the party had before this one.</summary>
    public uint Epoch { get; init; }

    /// <summary>The party's first key, by which the chain knows it for good.</summary>
    public Bytes32 Party { get; init; }

    /// <summary>The key that took over; null while none did.</summary>
    public Bytes32? Successor { get; init; }

    /// <summary>The block that ended this key, by rotation or retirement; null while it is in force.</summary>
    public ulong? EndedAtHeight { get; init; }

    internal static EnrolmentView Of(Bytes32 key, EnrolmentEntry entry) => new(
        key,
        RoleName(entry.Role),
        Convert.ToHexStringLower(entry.Sealing.Span),
        HexOrNull(entry.P21Receiving),
        OrNull(entry.TlsFingerprint),
        OrNull(entry.Owner),
        HexOrNull(entry.L19Key),
        HexOrNull(entry.Pid),
        OrNull(entry.HospitalChainId),
        HexOrNull(entry.Multisignature),
        entry.Department.Length == 0 ? null : entry.Department)
    {
        Epoch = entry.Course.Epoch,
        Party = entry.PartyOf(key),
        Successor = OrNull(entry.Course.Successor),
        EndedAtHeight = entry.IsInForce ? null : entry.Course.EndedAtHeight,
    };

    private static string RoleName(PartyRole role) => role switch
    {
        PartyRole.Manager => "system-manager",
        PartyRole.ThirdParty => "third-party",
        _ => role.ToString().ToLowerInvariant(),
    };

    private static string? HexOrNull(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? null : Convert.ToHexStringLower(bytes.Span);

    private static Bytes32? OrNull(Bytes32 value) => value.IsZero ? null : value;
}
