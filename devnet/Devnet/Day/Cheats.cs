using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Supervision;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Devnet.Day;

/// <summary>A doctor who cheats, until the credit bound: forged evidence, a malleated capsule, a cancelling pair.</summary>
internal sealed class Cheats(Scene scene, IReadOnlyDictionary<int, VisitNote> visits)
{
    private const int Patient = 2;

    public async Task PlayAsync()
    {
        scene.Report.Chapter("Dora cheats, pays, and is expelled");
        var dora = scene.Network.Doctor(Enrolments.Dora, NodeName.HospitalA);
        var inbox = new AssignmentInbox(dora.Session);
        await inbox.ReceiveAsync(CancellationToken.None);
        var assignment = inbox.Find(Convert.ToHexStringLower(visits[Patient].Pid));
        var forger = new ForgedDiagnosis(scene, dora, assignment);
        var late = await forger.WithForgedEvidenceAsync("for later");

        var malleated = await forger.WithMalleatedCapsuleAsync("malleated");
        await RejectedAsync(dora, malleated, "CAPSULE_INVALID", "a malleated capsule, which the paper's check lets through");
        var (one, other) = await forger.CancellingPairAsync("cancelling");
        await Task.WhenAll(SubmitAsync(dora, one), SubmitAsync(dora, other)); // together, so that they meet in one batch
        await EndsRejectedAsync(one, "CAPSULE_INVALID", "one of a cancelling pair");
        await EndsRejectedAsync(other, "CAPSULE_INVALID", "the other of the pair");
        await RejectedAsync(dora, await forger.WithForgedEvidenceAsync("forged"), "EVIDENCE_MISMATCH", "forged evidence");

        var ada = scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA);
        var credit = (await ada.Session.Chains.EntryAsync(
            scene.Network.ChainA.ChainId, Protocol.State.StateKinds.Credit, dora.Key.ToArray(), ada.Session.OwnIdentity(), CancellationToken.None))!.Value;
        var entry = Protocol.State.CreditEntry.Parse(credit.Span)!.Value;
        scene.Report.Check(entry is { Points: 50, Expelled: true }, $"dora's credit went from 100 to {entry.Points}: expelled at height {entry.ExpelledAtHeight}");
        await scene.RefusedAsync("NOT_ALLOWED", "an expelled doctor writes nothing any more", () => SubmitAsync(dora, late));
        var appeal = await new CreditBook(dora.Session).AppealAsync(scene.Network.ChainA.ChainId, malleated.Id, default, dora.Session.OwnIdentity(), Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(appeal.Status == RecordStatus.InBlock, "but for the appeal against what she was charged with", appeal.Status);
        await scene.RefusedAsync("AUTHOR_EXPELLED", "nor does a colleague hand in what dora wrote", () => SubmitAsync(ada, late));
    }

    private Task<RecordStatus> SubmitAsync(Person doctor, Record record) => scene.At(NodeName.HospitalA, doctor).SubmitAsync(record, CancellationToken.None);

    private async Task RejectedAsync(Person doctor, Record record, string code, string claim)
    {
        await SubmitAsync(doctor, record);
        await EndsRejectedAsync(record, code, claim);
    }

    private async Task EndsRejectedAsync(Record record, string code, string claim)
    {
        var hospital = scene.At(NodeName.HospitalA, scene.Network.Owner(NodeName.HospitalA)); // an expelled doctor reads only what an appeal needs
        RecordStatus? status = null;
        await Scene.EventuallyAsync(async () =>
        {
            status = await hospital.RecordStatusAsync(record.ChainId, record.Id, CancellationToken.None);
            return status.IsFinal;
        });
        scene.Report.Check(status is { Status: RecordStatus.Rejected } && status.Code == code, $"rejected on the chain: {claim}: {code}", $"{status?.Status} {status?.Code}");
    }
}
