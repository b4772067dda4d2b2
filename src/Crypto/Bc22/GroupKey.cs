using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// The key under which a team passes its diagnosis along (crypto.md §6). The hospital holds it too, as in the paper: what
/// doctors write under it is hidden from outsiders, not from their hospital.
/// </summary>
public sealed class GroupKey : IDisposable
{
    internal const int Size = 32;

    private readonly byte[] key = GC.AllocateArray<byte>(Size, pinned: true);
    private readonly Bytes32 sid;
    private bool disposed;

    internal GroupKey(Bytes32 sid, ReadOnlySpan<byte> key)
    {
        this.sid = sid;
        key.CopyTo(this.key);
    }

    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return key;
        }
    }

    /// <summary>c_k: the list so far, for the doctors of the team, aad = sid‖u32(k).</summary>
    public byte[] Seal(uint step, ReadOnlySpan<byte> list) => SealedBox.Seal(Bytes, list, AssociatedData(step));

    /// <summary>False unless it was sealed under this key for this sid and step.</summary>
    public bool TryOpen(uint step, ReadOnlySpan<byte> box, [NotNullWhen(true)] out byte[]? list) =>
        SealedBox.TryOpen(Bytes, box, AssociatedData(step), out list);

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(key);
    }

    public override string ToString() => "Secret(32)";

    private byte[] AssociatedData(uint step)
    {
        var data = new byte[Bytes32.Size + 4];
        sid.CopyTo(data);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(Bytes32.Size), step);
        return data;
    }
}
