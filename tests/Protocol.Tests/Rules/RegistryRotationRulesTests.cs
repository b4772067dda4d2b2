using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

/// <summary>Parties of the registry that rotate, announce a certificate or leave, and what a hospital's chain makes of it.</summary>
public sealed class RegistryRotationRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly Party ada;
    private readonly Visit visit;

    public RegistryRotationRulesTests()
    {
        ada = World.Doctor("ada");
        visit = World.NewVisit("pat");
        ledger.With(World.EnrolDoctor(ada)).With(World.RegisterVisit(visit, [ada]));
    }

    private World World => ledger.World;

    private Bytes32 Registry => World.RegistryGenesis.ChainId;

    private ChainEntries Entries => World.Registry[^1].Entries;

    private Party Next => World.Cloud.Next();

    [Fact]
    public void A_cloud_goes_on_under_its_new_key_and_old_receipts_end()
    {
        Assert.Null(ledger.CodeOf(World.Diagnose(ada, visit, "before")));
        World.SealRegistry(World.RotateKey(World.Cloud));
        Assert.Null(ledger.CodeOf(World.Diagnose(ada, visit, "after", spoil: parts => parts with { Store = Next })));
        Assert.Equal("KEY_ROTATED", ledger.CodeOf(World.Diagnose(ada, visit, "late")));
        Assert.Equal("NOT_NEW", CodeOf(World.Enrol(new EnrolServer(RecordKinds.EnrolCloud) { Keys = World.Cloud.PartyKeys, TlsFingerprint = default, Owner = World.Cloud.Key }, World.Cloud)));
    }

    [Fact]
    public void A_retired_cloud_or_proxy_serves_no_more()
    {
        World.SealRegistry(World.Retire(Registry, World.Cloud, World.Manager), World.Retire(Registry, World.Proxy, World.Proxy));
        Assert.Equal("PARTY_RETIRED", ledger.CodeOf(World.Diagnose(ada, visit, "late")));
        Assert.Equal("PARTY_RETIRED", ledger.CodeOf(World.Grant(visit, ada, recordId: null)));
        Assert.Equal("PARTY_RETIRED", ledger.CodeOf(Delivered(World.Cloud, ada.Key, default)));
        Assert.Null(World.Facts.RoleOf(World.Cloud.Key));
    }

    [Fact]
    public void Store_and_proxy_deliver_under_their_new_keys_what_the_old_ones_took_on()
    {
        var diagnosis = World.Diagnose(ada, visit, "before");
        ledger.With(diagnosis);
        var grant = World.Grant(visit, ada, diagnosis.Id);
        ledger.With(grant);
        World.SealRegistry(World.RotateKey(World.Cloud), World.RotateKey(World.Proxy));
        Assert.Null(ledger.CodeOf(Delivered(Next, diagnosis.Id, default)));
        Assert.Null(ledger.CodeOf(Delivered(World.Proxy.Next(), diagnosis.Id, grant.Id)));
        Assert.Equal("KEY_ROTATED", ledger.CodeOf(Delivered(World.Cloud, diagnosis.Id, default)));
        Assert.Equal("KEY_ROTATED", ledger.CodeOf(Delivered(World.Proxy, diagnosis.Id, grant.Id)));
    }

    [Fact]
    public void A_hospital_and_the_system_manager_neither_rotate_nor_leave_by_these_records()
    {
        var body = KeyRotationOf(World.Hospital);
        Assert.Equal("ROTATION_NOT_HERE", CodeOf(body));
        Assert.Equal("ROTATION_NOT_HERE", CodeOf(World.Retire(Registry, World.Hospital, World.Manager)));
        Assert.Equal("ROTATION_NOT_HERE", CodeOf(World.Retire(Registry, World.Manager, World.Manager)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", CodeOf(World.Retire(Registry, World.Cloud, World.Proxy)));
    }

    [Fact]
    public void Only_a_doctor_brings_a_multisignature_key()
    {
        var right = (RotateKey)World.RotateKey(World.Cloud).Body;
        using var multisignature = World.Cloud.Keys.Multisignature(1);
        var body = new RotateKey
        {
            Keys = right.Keys,
            Previous = right.Previous,
            Multisignature = multisignature.PublicKey.Encoded.ToArray(),
            ProofOfPossession = Crypto.Bc22.ProofOfPossession.Prove(multisignature, Next.Key),
        };
        body.PartySignature = Next.Signing.Sign(SignedMessage.Enrol(Registry, body.UnsignedHash()));
        Assert.Equal("ROTATION_INVALID", CodeOf(Record.Sign(Registry, World.StartMillis, body, World.Cloud.Signing)));
    }

    [Fact]
    public void A_certificate_is_announced_once_and_the_old_one_stays_for_its_overlap()
    {
        var (next, until) = (new Party("another certificate").TlsFingerprint, World.StartMillis + 60_000);
        World.SealRegistry(Announce(World.Cloud, next, until));
        var entry = Entries.Enrolment(World.Cloud.Key)!;
        Assert.Equal(next, entry.TlsFingerprint);
        Assert.Equal((World.Cloud.TlsFingerprint, until), (entry.Course.PreviousTls, entry.Course.PreviousTlsUntilMillis));
        Assert.True(entry.IsInForce);
        Assert.Equal("NOT_NEW", CodeOf(Announce(World.Proxy, next, until)));
        World.SealRegistry(World.RotateKey(World.Cloud));
        Assert.Equal(next, Entries.Enrolment(Next.Key)!.TlsFingerprint);
        Assert.Equal("KEY_ROTATED", CodeOf(Announce(World.Cloud, World.Proxy.Key, until)));
    }

    [Fact]
    public void A_hospital_and_the_system_manager_announce_certificates_too()
    {
        Assert.Null(CodeOf(Announce(World.Hospital, World.Cloud.Key, World.StartMillis + 60_000)));
        Assert.Null(CodeOf(Announce(World.Manager, World.Cloud.Key, World.StartMillis + 60_000)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((30L * 24 * 60 * 60 * 1000) + 1001)]
    public void An_overlap_ends_ahead_and_within_thirty_days(long afterMillis) =>
        Assert.Equal("TLS_OVERLAP_INVALID", CodeOf(Announce(World.Cloud, World.Proxy.Key, World.StartMillis + (ulong)afterMillis)));

    [Fact]
    public void Who_has_no_machine_announces_no_certificate()
    {
        var insurer = new Party("insurer");
        World.Join(new EnrolThirdParty { Keys = insurer.PartyKeys }, insurer);
        Assert.Equal("AUTHOR_NOT_ALLOWED", CodeOf(Announce(insurer, World.Cloud.Key, World.StartMillis + 60_000)));
        Assert.Equal("AUTHOR_UNKNOWN", CodeOf(Announce(new Party("stranger"), World.Cloud.Key, World.StartMillis + 60_000)));
    }

    [Fact]
    public void A_witness_counts_by_its_key_in_force_and_once()
    {
        World.SealRegistry(World.RotateKey(World.Cloud));
        Assert.Null(WitnessRules.PartyOf(World.HospitalGenesis, World.Cloud.Key, Entries.Enrolment(World.Cloud.Key)));
        Assert.Equal(World.Cloud.Key, WitnessRules.PartyOf(World.HospitalGenesis, Next.Key, Entries.Enrolment(Next.Key)));
    }

    [Fact]
    public void An_entry_has_one_encoding_with_a_course_and_without()
    {
        var plain = Entries.Enrolment(World.Cloud.Key)!;
        Assert.Equal(plain.ToBytes(), EnrolmentEntry.Parse(plain.ToBytes())!.ToBytes());
        var changed = plain.With(plain.Course with { EndedAtHeight = 7 });
        Assert.Equal(7u, EnrolmentEntry.Parse(changed.ToBytes())!.Course.EndedAtHeight);
        byte[] padded = [0x9c, 0x02, .. plain.ToBytes().AsSpan(2), .. changed.ToBytes().AsSpan(plain.ToBytes().Length)];
        Assert.NotNull(EnrolmentEntry.Parse(padded));
        padded[^36] = 0; // the height at which it ended
        Assert.Null(EnrolmentEntry.Parse(padded));
    }

    private Record Delivered(Party by, Bytes32 recordId, Bytes32 grantId)
    {
        var chainId = World.HospitalGenesis.ChainId;
        var request = AccessRequest.Sign(chainId, recordId, grantId, recordId, World.StartMillis, ada.Signing);
        return Record.Sign(chainId, World.StartMillis, new Access { Request = request, Delivered = true, RefusalCode = string.Empty, Requests = 1 }, by.Signing);
    }

    private Record KeyRotationOf(Party party) => Protocol.Flows.KeyRotation.Sign(party.Keys, 0, Registry, isDoctor: false, World.StartMillis);

    private Record Announce(Party party, Bytes32 fingerprint, ulong untilMillis) =>
        Record.Sign(Registry, World.StartMillis, new RotateTls { TlsFingerprint = fingerprint, OldUntilMillis = untilMillis }, party.Signing);

    private string? CodeOf(Record record)
    {
        var context = new JudgementContext(World.RegistryGenesis, Entries, Registry: null, World.StartMillis + 1000);
        var task = RecordRules.Check(record, context);
        return task.Ok ? ObligationVerifier.Verify([task.Value], Bytes32.Zero)[0].Refusal?.Code : task.Refusal.Code;
    }
}
