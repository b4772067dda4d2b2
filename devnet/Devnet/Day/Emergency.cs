using HospitalChain.Client;
using HospitalChain.Client.Emergencies;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Devnet.Day;

/// <summary>
/// Two of three officers open a patient's records in an emergency, by the patient's own earlier choice and not otherwise; the
/// patient is told, every read is recorded, an emergency that nobody closes is closed, a review that nobody makes costs; and
/// guardians give a lost visit back (crypto.md §8).
/// </summary>
internal sealed class Emergency(Scene scene, IReadOnlyDictionary<int, VisitNote> visits, IReadOnlyList<Made> made, Bytes32 teamRecord)
{
    private const int Patient = 3;
    private const int WithoutEscrow = 2;
    private const int LosesKeystore = 6;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Person lead = scene.Network.Doctor(Enrolments.Bea, NodeName.HospitalA);
    private readonly Person other = scene.Network.Doctor(Enrolments.Finn, NodeName.HospitalA);
    private readonly Person third = scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA);

    private Bytes32 ChainId => scene.Network.ChainA.ChainId;

    private EmergencyDesk Desk => new(lead.Session);

    private EmergencyReader Reader => new(lead.Session);

    public async Task PlayAsync()
    {
        scene.Report.Chapter("An emergency: officers open what a patient let them open");
        await scene.RefusedAsync("ESCROW_UNKNOWN", "without an escrow the patient chose nothing is opened", () => CallAsync(WithoutEscrow, Hour, Hour));
        var shared = await ShareAsync(Patient, EscrowPurpose.BreakGlass, lead.Key, other.Key, third.Key);
        scene.Report.Check(shared, "a patient lets two of three officers open: commitments proven to be to the visit's own key");
        var open = await OpenAsync(Hour, Hour);
        var document = made.First(item => item.Document.Patient == Patient);
        await ReadAsync(open, document);
        await CloseAsync(open, document.RecordId);
        await ForgottenAsync();
        await TakeBackAsync();
        await RestoreAsync();
    }

    private async Task<Bytes32> OpenAsync(TimeSpan lasts, TimeSpan review)
    {
        var terms = await CallAsync(Patient, lasts, review);
        await scene.RefusedAsync("ESCROW_SHARES_MISSING", "bea alone opens nothing", () => Desk.OpenAsync(terms.Hash, TimeSpan.Zero, CancellationToken.None));
        var called = new EmergencyDesk(other.Session);
        await Scene.EventuallyAsync(async () =>
        {
            await called.ReceiveAsync(CancellationToken.None);
            return called.List().Any(known => known.Terms.Hash == terms.Hash);
        });
        await called.AgreeAsync(terms.Hash, CancellationToken.None);
        var status = await Desk.OpenAsync(terms.Hash, Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(status.Status == Client.Api.RecordStatus.InBlock, "bea and finn open together, with a reason and an end, both signed");
        return status.RecordId;
    }

    private async Task ReadAsync(Bytes32 open, Made document)
    {
        await Reader.AskAsync(open, document.RecordId, Scene.BlockWait, CancellationToken.None);
        var emergency = await Desk.EmergencyAsync(open, CancellationToken.None);
        scene.Report.Check(emergency.Opened.Contains(document.RecordId), "the read stands in a block before any officer answers");
        await scene.RefusedAsync("ESCROW_SHARES_MISSING", "bea's own share opens nothing", () => Reader.ReadAsync(open, document.RecordId, FileFor("alone.json"), CancellationToken.None));
        await AnswerAsync();
        var path = await Reader.ReadAsync(open, document.RecordId, FileFor("emergency.json"), CancellationToken.None);
        scene.Report.Check(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(document.Document.Path)), "with finn's answer for that one record bea reads it; neither has the visit's key");
        await Reader.AskAsync(open, teamRecord, Scene.BlockWait, CancellationToken.None);
        await AnswerAsync();
        var folder = await Reader.ReadAsync(open, teamRecord, FileFor("emergency-team"), CancellationToken.None);
        scene.Report.Check(Directory.GetFiles(folder).Length == 3, "a team's record opens the same way");
        var others = made.First(item => item.Document.Patient != Patient && Registrations.HospitalOf(item.Document.Patient) == NodeName.HospitalA);
        await scene.RefusedAsync("BREAK_GLASS_NOT_COVERED", "another patient's record is not opened", () => Reader.AskAsync(open, others.RecordId, TimeSpan.Zero, CancellationToken.None));
    }

    private async Task CloseAsync(Bytes32 open, Bytes32 recordId)
    {
        await new EmergencyDesk(other.Session).CloseAsync(open, Scene.BlockWait, CancellationToken.None);
        var closed = await Desk.EmergencyAsync(open, CancellationToken.None);
        scene.Report.Check(closed.Closed && closed.Opened.Count == 2, "finn closes it, with the two records that were read");
        await scene.RefusedAsync("BREAK_GLASS_OVER", "after that nothing is read", () => Reader.AskAsync(open, recordId, TimeSpan.Zero, CancellationToken.None));
        var hospital = new EmergencyDesk(scene.Network.Owner(NodeName.HospitalA).Session);
        var why = await hospital.StatementAsync(open, CancellationToken.None);
        await hospital.ReviewAsync(open, justified: true, Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(why.Length > 0 && (await Desk.EmergencyAsync(open, CancellationToken.None)).Verdict == ReviewVerdict.Justified, "the hospital reads why, and finds it justified");
        var notices = new EmergencyNotices(scene.Network.Patient(Registrations.NameOf(Patient)).Session);
        var told = await Scene.EventuallyAsync(async () =>
        {
            await notices.ReceiveAsync(visits[Patient], CancellationToken.None);
            return (await notices.ReadAsync(visits[Patient], CancellationToken.None)).Select(record => record.Kind).Distinct(StringComparer.Ordinal).Count() == 3;
        });
        scene.Report.Check(told, "the patient was told of opening, closing and review, and proves each on the chain");
    }

    /// <summary>Nobody closes, nobody judges: the hospital's node does what is due.</summary>
    private async Task ForgottenAsync()
    {
        var before = await CreditAsync();
        var open = await OpenAsync(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(1));
        var settled = await Scene.EventuallyAsync(
            async () => await Desk.EmergencyAsync(open, CancellationToken.None) is { Closed: true, Verdict: ReviewVerdict.Overdue }, TimeSpan.FromSeconds(40));
        var after = await CreditAsync();
        scene.Report.Check(settled, "an emergency that nobody closed is closed when its time is over, and its review is overdue");
        scene.Report.Check(after < before, $"that costs bea, who led it: credit from {before} to {after}");
    }

    private async Task TakeBackAsync()
    {
        var session = scene.Network.Patient(Registrations.NameOf(Patient)).Session;
        var status = await new EscrowDesk(session).WithdrawAsync(visits[Patient], EscrowPurpose.BreakGlass, Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(status.Status == Client.Api.RecordStatus.InBlock, "the patient takes the escrow back");
        await scene.RefusedAsync("ESCROW_WITHDRAWN", "from that block on no officer opens anything", () => CallAsync(Patient, Hour, Hour));
    }

    private async Task RestoreAsync()
    {
        var shared = await ShareAsync(LosesKeystore, EscrowPurpose.Recovery, lead.Key, other.Key, third.Key);
        var patient = await Task.Run(() => scene.Network.Patient("a patient with a new keystore"));
        if (!SealingPublicKey.TryDecode(new EscrowDesk(patient.Session).NewKey(), out var owner))
        {
            throw new DevnetException("a keystore's own sealing key does not decode");
        }

        var shares = new List<Protocol.Flows.Emergencies.ReleasedShare>();
        foreach (var guardian in (Person[])[lead, third])
        {
            shares.Add(await new EscrowDesk(guardian.Session).ReleaseAsync(ChainId, visits[LosesKeystore].Pid, owner, CancellationToken.None));
        }

        var desk = new EscrowDesk(patient.Session);
        await scene.RefusedAsync("ESCROW_SHARES_MISSING", "one guardian alone gives nothing back", () => Task.FromResult(desk.Restore(scene.Network.ChainA, [shares[0]])));
        var visit = desk.Restore(scene.Network.ChainA, shares);
        var document = made.First(item => item.Document.Patient == LosesKeystore);
        var opened = await new OwnRecordReader(patient.Session).ReadAsync(visit, document.RecordId, FileFor("restored.json"), CancellationToken.None);
        scene.Report.Check(
            shared && File.ReadAllBytes(opened.Path).AsSpan().SequenceEqual(File.ReadAllBytes(document.Document.Path)), "two guardians give a lost visit back: its owner logs in and reads with a new keystore");
    }

    private Task<BreakGlassTerms> CallAsync(int patient, TimeSpan lasts, TimeSpan review) =>
        Desk.CallAsync(visits[patient].Pid, "ETREAT", "found unconscious, medication unknown", [other.Key], lasts, review, CancellationToken.None);

    private Task AnswerAsync() => Scene.EventuallyAsync(async () => (await new EmergencyReader(other.Session).AnswerAsync(CancellationToken.None)).Taken.Count > 0);

    private async Task<bool> ShareAsync(int patient, EscrowPurpose purpose, params IReadOnlyList<Bytes32> holders)
    {
        var session = scene.Network.Patient(Registrations.NameOf(patient)).Session;
        var status = await new EscrowDesk(session).ShareAsync(visits[patient], purpose, holders, needed: 2, Scene.BlockWait, CancellationToken.None);
        return status.Status == Client.Api.RecordStatus.InBlock;
    }

    private async Task<uint> CreditAsync()
    {
        var credit = await lead.Session.Chains.EntryAsync(ChainId, StateKinds.Credit, lead.Key.ToArray(), lead.Session.OwnIdentity(), CancellationToken.None);
        return CreditEntry.Parse(credit!.Value.Span)!.Value.Points;
    }

    private string FileFor(string name) => Path.Combine(scene.Network.Layout.Root, "opened", name);
}
