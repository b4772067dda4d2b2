using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// The hospital's side of one group key exchange (crypto.md §6): doctors send V_k; the hospital U and MAC_k; the doctors
/// MAC†_k; the hospital the wrapped key. One run, one exponent.
/// </summary>
public sealed class GroupKeyHospital : IDisposable
{
    private readonly Bytes32 sid;
    private readonly Bytes32 hospital;
    private readonly SecretExponent exponent;

    /// <param name="sid">The team's session.</param>
    /// <param name="hospital">The hospital's signing key.</param>
    public GroupKeyHospital(Bytes32 sid, Bytes32 hospital)
        : this(sid, hospital, SecretExponent.Random())
    {
    }

    /// <summary>With a given exponent: the vectors need it, nothing else may.</summary>
    internal GroupKeyHospital(Bytes32 sid, Bytes32 hospital, SecretExponent exponent)
    {
        (this.sid, this.hospital, this.exponent) = (sid, hospital, exponent);
        Point = exponent.PublicPoint();
    }

    /// <summary>U, to be signed under BC22-GK-U.</summary>
    public SecpPoint Point { get; }

    /// <summary>MAC_k for one doctor.</summary>
    public byte[] Mac(GroupKeyPoint doctor) =>
        GroupKeyHashes.HospitalMac(sid, doctor.Point.Power(exponent), doctor.Signer, doctor.Point, Point);

    /// <summary>Checks every doctor's MAC and makes the key and what each doctor is sent.</summary>
    /// <param name="doctors">V_1…V_n in the team's order.</param>
    /// <param name="macs">MAC†_1…MAC†_n.</param>
    /// <param name="key">The group key; the caller disposes it.</param>
    /// <param name="wrapped">The key for each doctor.</param>
    /// <returns>False when a MAC is wrong or a product of points is the identity: the run ends, and this exponent with it.</returns>
    public bool TryFinish(
        IReadOnlyList<GroupKeyPoint> doctors,
        IReadOnlyList<byte[]> macs,
        [NotNullWhen(true)] out GroupKey? key,
        [NotNullWhen(true)] out IReadOnlyList<byte[]>? wrapped)
    {
        (key, wrapped) = (null, null);
        SecpPoint[] shared = [.. doctors.Select(doctor => doctor.Point.Power(exponent))];
        if (macs.Count != doctors.Count || !AreRight(doctors, macs, shared) || !TryProduct(shared, out var product))
        {
            return false;
        }

        var transcript = GroupKeyHashes.Transcribe(Point, doctors);
        var bytes = GroupKeyHashes.Key(sid, transcript, product);
        wrapped = [.. shared.Select(secret => GroupKeyHashes.Wrap(sid, transcript, secret, bytes))];
        key = new GroupKey(sid, bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    public void Dispose() => exponent.Dispose();

    private static bool TryProduct(SecpPoint[] shared, [NotNullWhen(true)] out SecpPoint? product)
    {
        product = shared.Length > 0 ? shared[0] : null;
        for (var k = 1; k < shared.Length && product is not null; k++)
        {
            if (!product.TryTimes(shared[k], out product))
            {
                return false; // only doctors who chose cancelling points get here
            }
        }

        return product is not null;
    }

    private bool AreRight(IReadOnlyList<GroupKeyPoint> doctors, IReadOnlyList<byte[]> macs, SecpPoint[] shared)
    {
        var right = true;
        for (var k = 0; k < shared.Length; k++)
        {
            var expected = GroupKeyHashes.DoctorMac(sid, shared[k], hospital, doctors[k].Point, Point);
            right &= CryptographicOperations.FixedTimeEquals(expected, macs[k]);
        }

        return right;
    }
}
