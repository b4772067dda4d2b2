using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Bench;

/// <summary>The hospital's and one doctor's part of a group key exchange, with what the others sent already there.</summary>
internal sealed class BenchExchange
{
    private readonly Bytes32 chainId = Transcript.Of("BENCH").AddU32(1).Hash32();
    private readonly Bytes32 sid = Transcript.Of("BENCH").AddU32(2).Hash32();
    private readonly (SigningKey Signing, SecretExponent Exponent, SecpPoint Point, Signature64 Signature)[] doctors;
    private readonly SigningKey hospital = SigningKey.Generate();
    private readonly SecretExponent exponent = SecretExponent.Random();
    private readonly SecpPoint u;
    private readonly Signature64 signature;
    private readonly byte[] mac;
    private readonly byte[] wrapped;

    public BenchExchange(int n)
    {
        doctors = [.. Enumerable.Range(0, n).Select(_ => Doctor(SigningKey.Generate(), SecretExponent.Random()))];
        u = exponent.PublicPoint();
        signature = hospital.Sign(SignedMessage.GroupKeyHospital(chainId, sid, u));
        var share = TeamGroupKey.Share(doctors[0].Point, exponent);
        mac = TeamGroupKey.HospitalMac(sid, share, doctors[0].Signing.PublicKey, doctors[0].Point, u);
        wrapped = TeamGroupKey.Wrap(sid, u, Points(), share, GroupKey(Points()));
    }

    /// <summary>The first doctor's: V, the hospital's and all doctors' signatures, both MACs, the key.</summary>
    public void RunDoctor()
    {
        var me = doctors[0];
        var (_, _, v, _) = Doctor(me.Signing, me.Exponent);
        Check(GroupKeyPoint.TryVerifyHospital(chainId, sid, hospital.PublicKey, u.Encoded, signature, out _));
        var share = TeamGroupKey.Share(u, me.Exponent);
        _ = TeamGroupKey.DoctorMac(sid, share, hospital.PublicKey, v, u);
        Check(TeamGroupKey.IsMac(TeamGroupKey.HospitalMac(sid, share, me.Signing.PublicKey, v, u), mac));
        CheckDoctors();
        Check(TeamGroupKey.TryUnwrap(sid, u, Points(), share, wrapped, out _));
    }

    /// <summary>The hospital's, for all doctors: U, their signatures, both MACs for each, the key wrapped for each.</summary>
    public void RunHospital()
    {
        var mine = exponent.PublicPoint();
        _ = hospital.Sign(SignedMessage.GroupKeyHospital(chainId, sid, mine));
        CheckDoctors();
        var points = Points();
        var key = GroupKey(points);
        foreach (var (signing, _, v, _) in doctors)
        {
            var share = TeamGroupKey.Share(v, exponent);
            _ = TeamGroupKey.DoctorMac(sid, share, hospital.PublicKey, v, mine);
            _ = TeamGroupKey.HospitalMac(sid, share, signing.PublicKey, v, mine);
            _ = TeamGroupKey.Wrap(sid, mine, points, share, key);
        }
    }

    private static void Check(bool right)
    {
        if (!right)
        {
            throw new InvalidOperationException("an honest step was refused");
        }
    }

    private void CheckDoctors()
    {
        foreach (var (signing, _, point, signed) in doctors)
        {
            Check(GroupKeyPoint.TryVerifyDoctor(chainId, sid, signing.PublicKey, point.Encoded, signed, out _));
        }
    }

    private SecpPoint[] Points() => [.. doctors.Select(doctor => doctor.Point)];

    private byte[] GroupKey(SecpPoint[] points)
    {
        Check(TeamGroupKey.TryMake(sid, exponent, u, points, out var key));
        return key!;
    }

    private (SigningKey Signing, SecretExponent Exponent, SecpPoint Point, Signature64 Signature) Doctor(SigningKey signing, SecretExponent secret)
    {
        var point = secret.PublicPoint();
        return (signing, secret, point, signing.Sign(SignedMessage.GroupKeyDoctor(chainId, sid, point)));
    }
}
