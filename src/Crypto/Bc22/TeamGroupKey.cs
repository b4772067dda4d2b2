using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// The team's key exchange with the hospital in the middle (crypto.md §6): the hospital's U = G^l, doctor k's
/// V_k = G^{l_k}, both signed under SignedMessage.GroupKeyHospital and GroupKeyDoctor, since the paper's exchange falls
/// to a man in the middle. The hospital holds the group key too, as in the paper: doctors must be told.
/// </summary>
public static class TeamGroupKey
{
    /// <summary>Bytes of a group key.</summary>
    public const int KeySize = 32;

    /// <summary>Bytes of a wrapped group key: ciphertext and tag.</summary>
    public const int WrappedSize = KeySize + TagSize;

    /// <summary>Bytes of a confirmation.</summary>
    public const int MacSize = 32;

    private const int TagSize = 16;
    private const int NonceSize = 12;

    /// <summary>s_k, the secret of the hospital and doctor k: the other's point to the power of one's own exponent.</summary>
    public static byte[] Share(SecpPoint theirs, SecretExponent mine) => theirs.Power(mine).Encoded.ToArray();

    /// <summary>MAC_k: the hospital confirms the secret to doctor k, whose key it names.</summary>
    public static byte[] HospitalMac(Bytes32 sid, ReadOnlySpan<byte> share, Bytes32 doctorKey, SecpPoint v, SecpPoint u) =>
        Mac("1"u8, sid, share, doctorKey, v, u);

    /// <summary>MAC†_k: doctor k confirms it to the hospital, whose key it names.</summary>
    public static byte[] DoctorMac(Bytes32 sid, ReadOnlySpan<byte> share, Bytes32 hospitalKey, SecpPoint v, SecpPoint u) =>
        Mac("2"u8, sid, share, hospitalKey, v, u);

    /// <summary>Compares a confirmation in constant time; a wrong one ends the run.</summary>
    public static bool IsMac(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> received) => CryptographicOperations.FixedTimeEquals(expected, received);

    /// <summary>The hospital's step: Kdf("BC22-GK", 32; sid, tr, Π V_k^l). False when the product is the identity.</summary>
    /// <param name="sid">The session.</param>
    /// <param name="hospital">l.</param>
    /// <param name="u">U = G^l, as it was sent.</param>
    /// <param name="vs">V_1 … V_n.</param>
    /// <param name="groupKey">32 bytes.</param>
    public static bool TryMake(
        Bytes32 sid, SecretExponent hospital, SecpPoint u, IReadOnlyList<SecpPoint> vs, [NotNullWhen(true)] out byte[]? groupKey)
    {
        groupKey = null;
        SecpPoint? product = null;
        foreach (var v in vs)
        {
            var share = v.Power(hospital);
            if (product is null)
            {
                product = share;
            }
            else if (!product.TryTimes(share, out product))
            {
                return false;
            }
        }

        if (product is null)
        {
            return false;
        }

        groupKey = Transcript.Of(Labels.Bc22GroupKey).Add(sid).Add(Points(u, vs)).Add(product.Encoded).Expand(KeySize);
        return true;
    }

    /// <summary>The group key for the doctor who shares s_k; used once per session and doctor, since the nonce is derived.</summary>
    public static byte[] Wrap(Bytes32 sid, SecpPoint u, IReadOnlyList<SecpPoint> vs, ReadOnlySpan<byte> share, ReadOnlySpan<byte> groupKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(groupKey.Length, KeySize);
        var derived = WrapKey(sid, u, vs, share);
        using var aes = new AesGcm(derived.AsSpan(0, KeySize), TagSize);
        var wrapped = new byte[WrappedSize];
        aes.Encrypt(derived.AsSpan(KeySize), groupKey, wrapped.AsSpan(0, KeySize), wrapped.AsSpan(KeySize), sid.ToArray());
        CryptographicOperations.ZeroMemory(derived);
        return wrapped;
    }

    /// <summary>The doctor's step. False when the key was not wrapped for this session, exchange and doctor.</summary>
    public static bool TryUnwrap(
        Bytes32 sid, SecpPoint u, IReadOnlyList<SecpPoint> vs, ReadOnlySpan<byte> share, ReadOnlySpan<byte> wrapped, [NotNullWhen(true)] out byte[]? groupKey)
    {
        groupKey = null;
        if (wrapped.Length != WrappedSize)
        {
            return false;
        }

        var derived = WrapKey(sid, u, vs, share);
        using var aes = new AesGcm(derived.AsSpan(0, KeySize), TagSize);
        var opened = new byte[KeySize];
        try
        {
            aes.Decrypt(derived.AsSpan(KeySize), wrapped[..KeySize], wrapped[KeySize..], opened, sid.ToArray());
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }

        groupKey = opened;
        return true;
    }

    /// <summary>c_k: what doctor k hands on, under the group key, bound to session and place.</summary>
    public static byte[] SealDraft(ReadOnlySpan<byte> groupKey, Bytes32 sid, uint place, ReadOnlySpan<byte> draft) =>
        SealedBox.Seal(groupKey, draft, DraftContext(sid, place));

    /// <summary>False when the draft is not of this session and place, or was changed.</summary>
    public static bool TryOpenDraft(
        ReadOnlySpan<byte> groupKey, Bytes32 sid, uint place, ReadOnlySpan<byte> sealedDraft, [NotNullWhen(true)] out byte[]? draft) =>
        SealedBox.TryOpen(groupKey, sealedDraft, DraftContext(sid, place), out draft);

    private static byte[] DraftContext(Bytes32 sid, uint place) =>
        [.. sid.ToArray(), (byte)(place >> 24), (byte)(place >> 16), (byte)(place >> 8), (byte)place];

    private static byte[] WrapKey(Bytes32 sid, SecpPoint u, IReadOnlyList<SecpPoint> vs, ReadOnlySpan<byte> share) =>
        Transcript.Of(Labels.Bc22GroupKeyWrap).Add(sid).Add(Points(u, vs)).Add(share).Expand(KeySize + NonceSize);

    /// <summary>tr = msg(U, V_1, …, V_n).</summary>
    private static byte[] Points(SecpPoint u, IReadOnlyList<SecpPoint> vs) =>
        Transcript.Join([u.Encoded.ToArray(), .. vs.Select(v => v.Encoded.ToArray())]);

    private static byte[] Mac(ReadOnlySpan<byte> direction, Bytes32 sid, ReadOnlySpan<byte> share, Bytes32 receiver, SecpPoint v, SecpPoint u)
    {
        var key = Transcript.Of(Labels.Bc22GroupKeyMac).Add(sid).Add(share).Expand(MacSize);
        var message = Transcript.Join([sid.ToArray(), receiver.ToArray(), v.Encoded.ToArray(), u.Encoded.ToArray()]);
        var mac = HMACSHA256.HashData(key, (byte[])[.. direction, .. message]);
        CryptographicOperations.ZeroMemory(key);
        return mac;
    }
}
