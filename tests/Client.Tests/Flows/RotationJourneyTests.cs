using HospitalChain.Client.Doctors;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Keys;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Flows;

public sealed class RotationJourneyTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_doctor_who_rotated_writes_for_the_old_visit_and_the_patient_takes_the_symptom()
    {
        using var journey = await Journey.ToAssignmentAsync(Fresh());
        var old = journey.DoctorA.Key;
        var result = await RotateAsync(journey.SessionA);

        Assert.True(result is { From: 0, Epoch: 1, IsDone: true, Resumed: false });
        await journey.DiagnoseAsync("after.json");
        Assert.Single((await new SymptomInbox(journey.PatientSession).ReceiveAsync(journey.Visit, default)).Taken);
        Assert.Equal(result.SigningKey, Written(journey).Author);
        Assert.NotEqual(old, result.SigningKey);
    }

    [Fact]
    public async Task A_share_of_before_opens_after_the_readers_rotation()
    {
        using var journey = await Journey.ToConsentAsync(Fresh());
        await RotateAsync(journey.SessionB);

        var file = await journey.FetchAsync("shared.json");

        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Letters_to_the_old_key_are_read_with_the_new_one()
    {
        using var journey = await Journey.BeginAsync(Fresh());
        var writer = new Letters.LetterBox(journey.SessionA, journey.SessionA.OwnIdentity(), journey.SessionA.OwnSealing());
        using var sealing = journey.DoctorA.Keys.Sealing(0);
        await writer.SendAsync(journey.Network.NodeA.Address, "SEARCH", journey.DoctorA.Key, sealing.PublicKey.Encoded.ToArray(), [1, 2, 3], default);
        await RotateAsync(journey.SessionA);

        var box = new Letters.LetterBox(journey.SessionA, journey.SessionA.OwnIdentity(), journey.SessionA.OwnSealing());
        byte[]? read = null;
        await box.ReceiveAsync([journey.Network.NodeA.Address], "SEARCH", (_, content) => Task.FromResult((read = content.ToArray()) is not null), default);

        Assert.Equal([1, 2, 3], read);
    }

    [Fact]
    public async Task A_machine_that_was_killed_at_any_step_finishes_when_called_again()
    {
        using var journey = await Journey.BeginAsync(Fresh());
        var (doctor, chain, cuts) = (journey.DoctorA, journey.Network.ChainA, journey.Network.Cuts);
        cuts.Armed = true;
        var calls = 0;
        RotationResult? result = null;
        for (; result is not { IsDone: true } && calls < 10; calls++)
        {
            try
            {
                using var session = journey.Network.Session(doctor, ProfileRole.Doctor, chain.Genesis.ChainId);
                result = await RotateAsync(session);
            }
            catch (RefusedException cut) when (cut.Refusal.Code == "NODE_UNREACHABLE")
            {
                cuts.Restore();
            }
        }

        Assert.Equal(2, cuts.Count); // before the record arrived, and before its answer did
        Assert.True(result is { Epoch: 1, Resumed: true });
        Assert.Single(chain.Blocks.SelectMany(block => block.Records), record => record.Body is RotateKey);
        Assert.Equal(1u, doctor.Keystore.Counters.Epoch);
    }

    [Fact]
    public async Task A_keystore_from_an_old_backup_catches_up_before_it_rotates()
    {
        using var journey = await Journey.BeginAsync(Fresh());
        var chain = journey.Network.ChainA;
        foreach (var epoch in (uint[])[0, 1])
        {
            chain.Apply(Protocol.Flows.KeyRotation.Sign(journey.DoctorA.Keys, epoch, chain.Genesis.ChainId, isDoctor: true, journey.Network.Clock.NowMillis));
        }

        var result = await RotateAsync(journey.SessionA);

        Assert.True(result is { From: 0, Epoch: 2, Resumed: true, IsDone: true });
    }

    [Fact]
    public async Task A_draft_signed_before_the_rotation_is_signed_anew()
    {
        using var journey = await Journey.ToAssignmentAsync(Fresh());
        var file = journey.DoctorA.FileFor("draft.json");
        await File.WriteAllBytesAsync(file, Fixtures.Condition(), TestContext.Current.CancellationToken);
        var (writer, assignment) = (new DiagnosisWriter(journey.SessionA), new AssignmentInbox(journey.SessionA).Find(null));
        var draft = await writer.BeginAsync(assignment, file, new FhirCoding(FhirCoding.SnomedCt, Fixtures.AsthmaCode, null), FhirReader.MediaType, default);
        draft = await writer.StoreAsync(draft, assignment, default);
        var result = await RotateAsync(journey.SessionA);

        await writer.FinishAsync(draft, assignment, Wait, default);

        Assert.Equal(result.SigningKey, Written(journey).Author);
    }

    [Fact]
    public async Task A_retired_doctor_is_turned_away_and_does_not_rotate()
    {
        using var journey = await Journey.ToConsentAsync(Fresh());
        using var hospital = journey.Network.SessionOfHospital(journey.Network.HospitalB);
        await new Retiring(hospital).RetireAsync(journey.DoctorB.Key, Wait, default);

        Assert.Equal("PARTY_RETIRED", (await Assert.ThrowsAsync<RefusedException>(() => journey.FetchAsync("late.json"))).Refusal.Code);
        Assert.Equal("PARTY_RETIRED", (await Assert.ThrowsAsync<RefusedException>(() => RotateAsync(journey.SessionB))).Refusal.Code);
        Assert.Equal(0u, journey.DoctorB.Keystore.Counters.Epoch);
    }

    [Fact]
    public async Task Hospitals_and_patients_rotate_nothing_here()
    {
        using var journey = await Journey.BeginAsync();
        using var hospital = journey.Network.SessionOfHospital(journey.Network.HospitalA);
        Assert.Equal("ROTATION_NOT_HERE", (await Assert.ThrowsAsync<RefusedException>(() => RotateAsync(hospital))).Refusal.Code);
        Assert.Equal("WRONG_ROLE", (await Assert.ThrowsAsync<RefusedException>(() => RotateAsync(journey.PatientSession))).Refusal.Code);
    }

    private static Task<RotationResult> RotateAsync(ClientSession session) => new KeyRotating(session).RotateAsync(evenWithTeams: false, Wait, default);

    private static Record Written(Journey journey) =>
        journey.Network.ChainA.Blocks.SelectMany(block => block.Records).Single(record => record.Body is Diagnosis);

    private static string Fresh() => "rotating " + Guid.NewGuid().ToString("N");
}
