using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Bc22;

/// <summary>A doctor's side of one group key exchange (crypto.md §6): one run, one exponent.</summary>
public sealed class GroupKeyDoctor : IDisposable
{
    private readonly Bytes32 sid;
    private readonly Bytes32 doctor;
    private readonly SecretExponent exponent;
    private GroupKeyPoint? confirmed;
    private SecpPoint? shared;

    /// <param name="sid">The team's session.</param>
    /// <param name="doctor">The doctor's signing key.</param>
    public GroupKeyDoctor(Bytes32 sid, Bytes32 doctor)
        : this(sid, doctor, SecretExponent.Random())
    {
    }

    /// <summary>With a given exponent: the vectors need it, nothing else may.</summary>
    internal GroupKeyDoctor(Bytes32 sid, Bytes32 doctor, SecretExponent exponent)
    {
        (this.sid, this.doctor, this.exponent) = (sid, doctor, exponent);
        Point = exponent.PublicPoint();
    }

    /// <summary>V_k, to be signed under BC22-GK-V.</summary>
    public SecpPoint Point { get; }

    /// <summary>Checks the hospital's MAC and answers with this doctor's own.</summary>
    /// <param name="hospital">U.</param>
    /// <param name="mac">MAC_k.</param>
    /// <param name="answer">MAC†_k.</param>
    /// <returns>False when the MAC is wrong: the run ends.</returns>
    public bool TryConfirm(GroupKeyPoint hospital, ReadOnlySpan<byte> mac, [NotNullWhen(true)] out byte[]? answer)
    {
        var secret = hospital.Point.Power(exponent);
        var right = CryptographicOperations.FixedTimeEquals(GroupKeyHashes.HospitalMac(sid, secret, doctor, Point, hospital.Point), mac);
        (confirmed, shared) = right ? (hospital, secret) : (null, null);
        answer = right ? GroupKeyHashes.DoctorMac(sid, secret, hospital.Signer, Point, hospital.Point) : null;
        return right;
    }

    /// <summary>Unwraps the group key.</summary>
    /// <param name="doctors">V_1…V_n in the team's order, this doctor's own among them.</param>
    /// <param name="wrapped">What the hospital sent.</param>
    /// <param name="key">The group key; the caller disposes it.</param>
    /// <returns>False when the wrapping is wrong, or this doctor's point is not among the team's: the run ends.</returns>
    /// <exception cref="InvalidOperationException">The hospital was not confirmed before.</exception>
    public bool TryFinish(IReadOnlyList<GroupKeyPoint> doctors, ReadOnlySpan<byte> wrapped, [NotNullWhen(true)] out GroupKey? key)
    {
        if (confirmed is null || shared is null)
        {
            throw new InvalidOperationException("the hospital's MAC comes first");
        }

        key = null;
        Span<byte> bytes = stackalloc byte[GroupKey.Size];
        if (doctors.Any(other => other.Signer == doctor && other.Point.Equals(Point))
            && GroupKeyHashes.TryUnwrap(sid, GroupKeyHashes.Transcribe(confirmed.Point, doctors), shared, wrapped, bytes))
        {
            key = new GroupKey(sid, bytes);
        }

        CryptographicOperations.ZeroMemory(bytes);
        return key is not null;
    }

    public void Dispose() => exponent.Dispose();
}
