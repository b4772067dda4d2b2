using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// A team's group key (crypto.md §6), zeroed when disposed. The hospital holds it too, as in the paper: what doctors hand
/// on under it is hidden from everyone else, not from their hospital.
/// </summary>
public sealed class TeamKey : IDisposable
{
    private readonly byte[] bytes = GC.AllocateArray<byte>(TeamGroupKey.KeySize, pinned: true);
    private readonly Bytes32 sid;
    private bool disposed;

    internal TeamKey(Bytes32 sid, ReadOnlySpan<byte> key)
    {
        this.sid = sid;
        key.CopyTo(bytes);
    }

    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return bytes;
        }
    }

    /// <summary>c_k.</summary>
    internal byte[] Seal(uint place, ReadOnlySpan<byte> draft) => TeamGroupKey.SealDraft(Bytes, sid, place, draft);

    /// <summary>False unless it was sealed under this key for this session and place.</summary>
    internal bool TryOpen(uint place, ReadOnlySpan<byte> box, [NotNullWhen(true)] out byte[]? draft) =>
        TeamGroupKey.TryOpenDraft(Bytes, sid, place, box, out draft);

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(bytes);
    }

    public override string ToString() => "Secret(32)";
}
