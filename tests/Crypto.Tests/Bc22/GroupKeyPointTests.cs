using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Crypto.Tests.Bc22;

public sealed class GroupKeyPointTests
{
    private static readonly Bytes32 Chain = new([.. Enumerable.Repeat((byte)7, 32)]);
    private static readonly Bytes32 Sid = new([.. Enumerable.Repeat((byte)8, 32)]);

    [Fact]
    public void Man_in_the_middle_of_the_papers_exchange_is_refused_here()
    {
        // The paper sends U and V_k bare: whoever sits between puts its own U' = G^x and shares a key with the doctor.
        using var doctor = SigningKey.Generate();
        using var hospital = SigningKey.Generate();
        using var attacker = SigningKey.Generate();
        using SecretExponent x = SecretExponent.Random(), l = SecretExponent.Random();
        Assert.Equal(x.PublicPoint().Power(l), l.PublicPoint().Power(x)); // what the paper's variant would agree on

        var forged = attacker.Sign(SignedMessage.GroupKeyHospital(Chain, Sid, x.PublicPoint()));
        Assert.False(GroupKeyPoint.TryVerifyHospital(Chain, Sid, hospital.PublicKey, x.PublicPoint().Encoded, forged, out _));
        var doctors = doctor.Sign(SignedMessage.GroupKeyDoctor(Chain, Sid, l.PublicPoint()));
        Assert.True(GroupKeyPoint.TryVerifyDoctor(Chain, Sid, doctor.PublicKey, l.PublicPoint().Encoded, doctors, out _));
        Assert.False(GroupKeyPoint.TryVerifyDoctor(Chain, Sid, doctor.PublicKey, x.PublicPoint().Encoded, doctors, out _));
        Assert.False(GroupKeyPoint.TryVerifyDoctor(Chain, Chain, doctor.PublicKey, l.PublicPoint().Encoded, doctors, out _)); // another session
        Assert.False(GroupKeyPoint.TryVerifyHospital(Chain, Sid, doctor.PublicKey, l.PublicPoint().Encoded, doctors, out _)); // another role
    }
}
