using System.Security.Cryptography;

namespace HospitalChain.Crypto.Bc22;

/// <summary>The derivations of a group key exchange (crypto.md §6).</summary>
internal static class GroupKeyHashes
{
    public const int MacSize = 32;

    /// <summary>Bytes of a wrapped group key: ciphertext ‖ tag.</summary>
    public const int WrappedSize = GroupKey.Size + TagBytes;

    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    /// <summary>MAC_k, by which the hospital shows doctor k, whom it names, that it holds s_k.</summary>
    public static byte[] HospitalMac(Bytes32 sid, SecpPoint shared, Bytes32 doctor, SecpPoint v, SecpPoint u) => Mac("1"u8, sid, shared, doctor, v, u);

    /// <summary>MAC†_k, by which doctor k shows the hospital, whom it names, the same.</summary>
    public static byte[] DoctorMac(Bytes32 sid, SecpPoint shared, Bytes32 hospital, SecpPoint v, SecpPoint u) => Mac("2"u8, sid, shared, hospital, v, u);

    /// <summary>tr = msg(U, V_1, …, V_n).</summary>
    public static byte[] Transcribe(SecpPoint u, IReadOnlyList<GroupKeyPoint> doctors) =>
        Transcript.Join([u.Encoded.ToArray(), .. doctors.Select(doctor => doctor.Point.Encoded.ToArray())]);

    public static byte[] Key(Bytes32 sid, ReadOnlySpan<byte> transcript, SecpPoint product) =>
        Transcript.Of(Labels.Bc22GroupKey).Add(sid).Add(transcript).Add(product.Encoded).Expand(GroupKey.Size);

    public static byte[] Wrap(Bytes32 sid, ReadOnlySpan<byte> transcript, SecpPoint shared, ReadOnlySpan<byte> key)
    {
        Span<byte> wrapping = stackalloc byte[GroupKey.Size + NonceBytes];
        using var aes = Wrapping(sid, transcript, shared, wrapping);
        var wrapped = new byte[WrappedSize];
        aes.Encrypt(wrapping[GroupKey.Size..], key, wrapped.AsSpan(0, GroupKey.Size), wrapped.AsSpan(GroupKey.Size), sid.ToArray());
        CryptographicOperations.ZeroMemory(wrapping);
        return wrapped;
    }

    public static bool TryUnwrap(Bytes32 sid, ReadOnlySpan<byte> transcript, SecpPoint shared, ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        if (wrapped.Length != WrappedSize)
        {
            return false;
        }

        Span<byte> wrapping = stackalloc byte[GroupKey.Size + NonceBytes];
        using var aes = Wrapping(sid, transcript, shared, wrapping);
        try
        {
            aes.Decrypt(wrapping[GroupKey.Size..], wrapped[..GroupKey.Size], wrapped[GroupKey.Size..], key, sid.ToArray());
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrapping);
        }
    }

    private static AesGcm Wrapping(Bytes32 sid, ReadOnlySpan<byte> transcript, SecpPoint shared, Span<byte> wrapping)
    {
        Transcript.Of(Labels.Bc22GroupKeyWrap).Add(sid).Add(transcript).Add(shared.Encoded).Expand(wrapping);
        return new AesGcm(wrapping[..GroupKey.Size], TagBytes);
    }

    private static byte[] Mac(ReadOnlySpan<byte> side, Bytes32 sid, SecpPoint shared, Bytes32 party, SecpPoint v, SecpPoint u)
    {
        var key = Transcript.Of(Labels.Bc22GroupKeyMac).Add(sid).Add(shared.Encoded).Expand(GroupKey.Size);
        byte[] message = [.. side, .. Transcript.Join(sid.ToArray(), party.ToArray(), v.Encoded.ToArray(), u.Encoded.ToArray())];
        var mac = HMACSHA256.HashData(key, message);
        CryptographicOperations.ZeroMemory(key);
        return mac;
    }
}
