using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Supervision;

/// <summary>A second hospital's chain, judged at the registry as it is or as it was before the suspension.</summary>
internal sealed class OtherHospital(SupervisedWorld court, bool suspended)
{
    private readonly Party hospital = new("other hospital");

    /// <summary>The code with which a patient's grant to a doctor of the first hospital is refused; null if it passes.</summary>
    public string? CodeOfGrantTo(Grantee grantee, Party doctor)
    {
        var first = court.World.HospitalGenesis;
        var genesis = new Genesis
        {
            RegistryChainId = first.RegistryChainId,
            ManagerSigning = first.ManagerSigning,
            ManagerSealing = first.ManagerSealing,
            Supernode = new SealerKeys { Signing = hospital.Key, Sealing = hospital.Sealing.PublicKey.Encoded.ToArray(), TlsFingerprint = hospital.TlsFingerprint },
            Parameters = first.Parameters,
            TimeMillis = first.TimeMillis,
        };
        var facts = suspended ? new RegistryFacts(court.Registry) : court.World.Facts;
        var visit = court.World.NewVisit("elsewhere");
        var (_, state) = court.World.Seal(ChainState.AtGenesis(genesis), hospital, facts, Enrol(genesis, doctor), Register(genesis, visit, doctor));
        using var delegation = doctor.Keys.Delegation(7);
        var delegationKey = delegation.PublicKey().Encoded.ToArray();
        var until = World.StartMillis + 3_600_000;
        var grant = Record.Sign(genesis.ChainId, World.StartMillis, new Grant
        {
            Scope = GrantScope.Visit,
            Target = visit.Claim.Pid,
            Grantee = grantee,
            Purpose = "TREAT",
            FromMillis = World.StartMillis,
            UntilMillis = until,
            Proxy = court.World.Proxy.Key,
            Delegation = new PairingDelegation
            {
                ShareId = visit.Claim.EvidenceHash,
                DelegationKey = delegationKey,
                GranteeSignature = doctor.Signing.Sign(SignedMessage.Delegate(
                    genesis.ChainId, visit.Claim.EvidenceHash, visit.Claim.Pid.Span, grantee.Key, delegationKey, court.World.Proxy.Key, until)),
            },
        }, visit.Signing);
        var task = RecordRules.Check(grant, new JudgementContext(genesis, state.Entries, facts, World.StartMillis + 1000));
        return (task.Ok ? ObligationVerifier.Verify([task.Value], Bytes32.Zero)[0].Refusal : task.Refusal)?.Code;
    }

    private Record Enrol(Genesis genesis, Party doctor)
    {
        var body = (EnrolDoctor)court.World.EnrolDoctor(doctor).Body;
        body.PartySignature = doctor.Signing.Sign(SignedMessage.Enrol(genesis.ChainId, body.UnsignedHash()));
        return Record.Sign(genesis.ChainId, World.StartMillis, body, hospital.Signing);
    }

    private Record Register(Genesis genesis, Visit visit, Party doctor)
    {
        var claim = visit.Claim;
        var here = new VisitClaim
        {
            Pid = claim.Pid, VisitKey = claim.VisitKey, Keys = claim.Keys, EvidenceHash = claim.EvidenceHash, ChainId = genesis.ChainId, TimeMillis = claim.TimeMillis,
        };
        return Record.Sign(genesis.ChainId, World.StartMillis, new RegisterVisit
        {
            Claim = here, PatientSignature = visit.Signing.Sign(SignedMessage.Visit(genesis.ChainId, here.Hash())), Doctors = [doctor.Key],
        }, hospital.Signing);
    }
}
