using System.Security.Cryptography;
using HospitalChain.Crypto.P21;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>A document's content key K, opened from a verified capsule; zeroed when disposed.</summary>
public sealed class DocumentKey : IDisposable
{
    private readonly byte[] bytes = GC.AllocateArray<byte>(P21Encryption.KeySize, pinned: true);

    internal DocumentKey(ReadOnlySpan<byte> key) => key.CopyTo(bytes);

    /// <summary>32 secret bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    public override string ToString() => "Secret(32)";
}
