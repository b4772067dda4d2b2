using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Node.AtRest;

/// <summary>
/// Encrypts what the node must keep secret on its own disk, under a key derived from the node's seed: a stolen disk or
/// backup gives nothing without the keystore and its passphrase. Thread-safe.
/// </summary>
public sealed class AtRestBox : IDisposable
{
    private readonly byte[] key;

    /// <param name="keys">The node's keys; used only here.</param>
    /// <param name="purpose">What is kept; boxes of one purpose open as no other.</param>
    public AtRestBox(KeyTree keys, string purpose) => key = keys.AtRest(purpose);

    /// <param name="name">Where the box is kept: a box moved elsewhere does not open.</param>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> name) => SealedBox.Seal(key, plaintext, name);

    /// <summary>The content, which the caller zeroes.</summary>
    /// <exception cref="CryptographicException">Another keystore wrote it, or the disk changed it.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> name) => SealedBox.TryOpen(key, box, name, out var plaintext)
        ? plaintext
        : throw new CryptographicException("what this node keeps encrypted does not open: it was written under another keystore, or is damaged");

    public void Dispose() => CryptographicOperations.ZeroMemory(key);
}
