using System.Security.Cryptography;

namespace HospitalChain.Crypto.Fellows;

/// <summary>What one side derived: the key of the confirmations and the session's key (crypto.md §9). Equal on both sides exactly with the same t.</summary>
public sealed class FellowSecrets : IDisposable
{
    /// <summary>Bytes of each key, and of a confirmation.</summary>
    public const int KeySize = 32;

    private readonly byte[] macKey = GC.AllocateArray<byte>(KeySize, pinned: true);
    private readonly byte[] sessionKey = GC.AllocateArray<byte>(KeySize, pinned: true);

    /// <param name="macKey">32 secret bytes, copied.</param>
    /// <param name="sessionKey">32 secret bytes, copied.</param>
    public FellowSecrets(ReadOnlySpan<byte> macKey, ReadOnlySpan<byte> sessionKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(macKey.Length, KeySize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sessionKey.Length, KeySize);
        macKey.CopyTo(this.macKey);
        sessionKey.CopyTo(this.sessionKey);
    }

    /// <summary>The key of the confirmations.</summary>
    public ReadOnlySpan<byte> MacKey => macKey;

    /// <summary>The session's key, to be used only after the other side confirmed.</summary>
    public ReadOnlySpan<byte> SessionKey => sessionKey;

    /// <summary>MAC_A.</summary>
    public Bytes32 AskerConfirmation(Bytes32 sid, G1 askerPoint, G1 askedPoint) => Confirmation((byte)'A', sid, askerPoint, askedPoint);

    /// <summary>MAC_B.</summary>
    public Bytes32 AskedConfirmation(Bytes32 sid, G1 askerPoint, G1 askedPoint) => Confirmation((byte)'B', sid, askerPoint, askedPoint);

    /// <summary>Compares two confirmations in constant time.</summary>
    public static bool Same(Bytes32 expected, Bytes32 received) => CryptographicOperations.FixedTimeEquals(expected.ToArray(), received.ToArray());

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(macKey);
        CryptographicOperations.ZeroMemory(sessionKey);
    }

    public override string ToString() => "Secret(64)";

    private Bytes32 Confirmation(byte side, Bytes32 sid, G1 askerPoint, G1 askedPoint) =>
        new(HMACSHA256.HashData(macKey, (byte[])[side, .. Transcript.Join(sid.ToArray(), askerPoint.Encoded.ToArray(), askedPoint.Encoded.ToArray())]));
}
