using HospitalChain.Crypto;
using HospitalChain.Node.Desk;

namespace HospitalChain.Node.Tests.Services;

public sealed class VisitIdentitiesTests : IDisposable
{
    private readonly SealingKey hospital = SealingKey.Generate();

    public void Dispose() => hospital.Dispose();

    [Fact]
    public void A_pid_names_its_patient_and_nobody_else_however_often_it_is_asked()
    {
        var identities = new VisitIdentities(hospital);
        var (pat, sam) = (PseudoIdentity.Make("Pat", hospital.PublicKey), PseudoIdentity.Make("Sam", hospital.PublicKey));
        for (var times = 0; times < 2; times++)
        {
            Assert.False(identities.Names(pat, "Sam"));
            Assert.True(identities.Names(pat, "Pat"));
            Assert.True(identities.Names(sam, "Sam"));
            Assert.False(identities.Names(sam, "Pat"));
        }
    }

    [Fact]
    public void A_pid_for_another_hospital_names_nobody()
    {
        using var other = SealingKey.Generate();
        var pid = PseudoIdentity.Make("Pat", other.PublicKey);
        var identities = new VisitIdentities(hospital);
        Assert.False(identities.Names(pid, "Pat"));
        Assert.False(identities.Names(pid, "Pat"));
        Assert.False(identities.Names(pid.AsSpan(1), "Pat"));
    }
}
