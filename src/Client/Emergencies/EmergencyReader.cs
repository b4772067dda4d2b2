using HospitalChain.Client.Letters;
using HospitalChain.Client.Records;
using HospitalChain.Client.Teams;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Emergencies;

/// <summary>
/// Reading in an emergency (crypto.md §8): the content is fetched first, which puts the read on the chain; an officer answers
/// only once it stands in a block; k answers open that one record. No officer learns another's share or the visit's key.
/// </summary>
public sealed class EmergencyReader(ClientSession session)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly EmergencyDesk desk = new(session);

    /// <summary>The one who leads: fetches the sealed content, waits until the read stands in a block, and asks the others.</summary>
    public async Task AskAsync(Bytes32 openId, Bytes32 recordId, TimeSpan wait, CancellationToken cancellation)
    {
        var emergency = await OpenNowAsync(openId, cancellation).ConfigureAwait(false);
        var (record, _, _) = await CapsuleAsync(emergency, recordId, cancellation).ConfigureAwait(false);
        var content = ContentDecision.ContentOf(record.Body) ?? throw new RefusedException(Refusals.RecordUnknown.With(recordId.ToString()));
        var end = session.NowMillis + (ulong)wait.TotalMilliseconds;
        await FetchAsync(record, content, openId, end, cancellation).ConfigureAwait(false);
        while (!(await desk.EmergencyAsync(openId, cancellation).ConfigureAwait(false)).Opened.Contains(recordId))
        {
            if (session.NowMillis >= end)
            {
                throw new RefusedException(Refusals.BreakGlassNotRecorded.With(recordId.ToString()));
            }

            await Task.Delay(PollInterval, session.Time, cancellation).ConfigureAwait(false);
        }

        foreach (var officer in emergency.Officers.Where(officer => officer != emergency.Lead))
        {
            var ask = new EmergencyAsk { ChainId = record.ChainId, OpenId = openId, RecordId = recordId };
            await desk.SendAsync(MailPurposes.BreakGlassAsk, officer, ask.ToBytes(), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Any other officer: answers what is asked, each checked against the chain.</summary>
    public Task<LetterRound> AnswerAsync(CancellationToken cancellation) =>
        desk.Box.ReceiveAsync([desk.Node], MailPurposes.BreakGlassAsk, (mail, content) => AnswerAsync(mail, content, cancellation), cancellation);

    /// <summary>The one who leads: takes the answers, and with enough of them opens the record.</summary>
    /// <param name="openId">The emergency.</param>
    /// <param name="recordId">Asked for before.</param>
    /// <param name="target">A file for a diagnosis, a folder for a team's.</param>
    /// <param name="cancellation">Stops it; nothing is written then.</param>
    public async Task<string> ReadAsync(Bytes32 openId, Bytes32 recordId, string target, CancellationToken cancellation)
    {
        var emergency = await OpenNowAsync(openId, cancellation).ConfigureAwait(false);
        await desk.Box.ReceiveAsync([desk.Node], MailPurposes.BreakGlassPart, TakePartAsync, cancellation).ConfigureAwait(false);
        var (record, visit, point) = await CapsuleAsync(emergency, recordId, cancellation).ConfigureAwait(false);
        var opener = CapsuleOpener.OfEmergency(KeyOf(visit), await CombineAsync(emergency, openId, recordId, point, cancellation).ConfigureAwait(false));
        if (record.Body is Diagnosis diagnosis)
        {
            var opened = await new DiagnosisOpening(session).OpenAsync(
                record, visit, DiagnosisOpening.CapsuleOf(diagnosis), opener, openId, session.OwnIdentity(), target, cancellation).ConfigureAwait(false);
            return opened.Path;
        }

        await new TeamReader(session).ReadEmergencyAsync(record, opener, openId, target, cancellation).ConfigureAwait(false);
        return target;
    }

    /// <summary>The opening is proven: a store that knows of none yet is a moment behind, and is asked again while there is time.</summary>
    private async Task FetchAsync(Record record, ContentReceipt content, Bytes32 openId, ulong endMillis, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await new ContentDownload(session, session.OwnIdentity()).FetchAsync(record, content, openId, cancellation).ConfigureAwait(false);
                return;
            }
            catch (RefusedException refused) when (refused.Refusal.Reason == Refusals.ConsentMissing && session.NowMillis < endMillis)
            {
                await Task.Delay(PollInterval, session.Time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<G1> CombineAsync(BreakGlassEntry emergency, Bytes32 openId, Bytes32 recordId, G1 point, CancellationToken cancellation)
    {
        using var share = await ShareAsync(emergency, cancellation).ConfigureAwait(false);
        var context = EmergencyPart.Context(openId, recordId);
        var parts = new List<EscrowPart> { EscrowPart.Make(share.Place, share.Secret, point, context) };
        foreach (var bytes in desk.NoteOf(openId)?.Parts.GetValueOrDefault(recordId.ToString()) ?? [])
        {
            if (EscrowPart.TryDecode(bytes, out var part) && part.Verify(share.Commitments, point, context) && parts.TrueForAll(known => known.Place != part.Place))
            {
                parts.Add(part);
            }
        }

        return EscrowPart.TryCombine(parts, share.Commitments.Needed, out var combined)
            ? combined
            : throw new RefusedException(Refusals.EscrowSharesMissing.With($"{parts.Count} of {share.Commitments.Needed} answers"));
    }

    private async Task<bool> AnswerAsync(SignedMail mail, byte[] content, CancellationToken cancellation)
    {
        var ask = EmergencyAsk.Parse(content).OrRefuse();
        var emergency = await OpenNowAsync(ask.OpenId, cancellation).ConfigureAwait(false);
        var own = session.OwnIdentity().Key.PublicKey;
        if (mail.Sender != emergency.Lead || ask.ChainId != session.Settings.Home() || !emergency.Officers.Contains(own))
        {
            throw new RefusedException(Refusals.BreakGlassOfficers.With("an ask comes from who leads, to one of its officers"));
        }

        if (!emergency.Opened.Contains(ask.RecordId))
        {
            throw new RefusedException(Refusals.BreakGlassNotRecorded.With(ask.RecordId.ToString()));
        }

        var (_, _, point) = await CapsuleAsync(emergency, ask.RecordId, cancellation).ConfigureAwait(false);
        using var share = await ShareAsync(emergency, cancellation).ConfigureAwait(false);
        var part = EscrowPart.Make(share.Place, share.Secret, point, EmergencyPart.Context(ask.OpenId, ask.RecordId));
        var answer = new EmergencyPart { OpenId = ask.OpenId, RecordId = ask.RecordId, Part = part };
        await desk.SendAsync(MailPurposes.BreakGlassPart, mail.Sender, answer.ToBytes(), cancellation).ConfigureAwait(false);
        return true;
    }

    private Task<bool> TakePartAsync(SignedMail mail, byte[] content)
    {
        var answer = EmergencyPart.Parse(content).OrRefuse();
        var note = desk.NoteOf(answer.OpenId) ?? throw new RefusedException(Refusals.BreakGlassUnknown.With(answer.OpenId.ToString()));
        if (!BreakGlassTerms.Parse(note.Terms).OrRefuse().Officers.Contains(mail.Sender))
        {
            throw new RefusedException(Refusals.BreakGlassOfficers.With(mail.Sender.ToString()));
        }

        var name = answer.RecordId.ToString();
        var known = note.Parts.GetValueOrDefault(name) ?? [];
        var parts = new Dictionary<string, IReadOnlyList<byte[]>>(note.Parts, StringComparer.Ordinal)
        {
            [name] = [.. known.TakeLast(RecordLimits.EscrowHoldersMax * 2), answer.Part.ToBytes()],
        };
        desk.Put(note with { Parts = parts });
        return Task.FromResult(true);
    }

    /// <summary>The emergency, proven, while it lasts and the patient did not take the escrow back.</summary>
    private async Task<BreakGlassEntry> OpenNowAsync(Bytes32 openId, CancellationToken cancellation)
    {
        var emergency = await desk.EmergencyAsync(openId, cancellation).ConfigureAwait(false);
        if (BreakGlassStanding.IsOver(emergency, session.NowMillis))
        {
            throw new RefusedException(Refusals.BreakGlassOver);
        }

        var identity = session.OwnIdentity();
        await new EscrowDesk(session).EntryAsync(identity.ChainId, emergency.EscrowId, identity, cancellation).ConfigureAwait(false);
        return emergency;
    }

    /// <summary>The own share, opened from the escrow's proven record.</summary>
    private async Task<EscrowShare> ShareAsync(BreakGlassEntry emergency, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var proven = await session.Chains.RecordAsync(identity.ChainId, emergency.EscrowId, identity, cancellation).ConfigureAwait(false);
        return EscrowDesk.OpenOwn(session, identity.ChainId, EscrowDesk.EscrowOf(proven.Record)).OrRefuse();
    }

    /// <summary>A record of the emergency's visit, proven, its capsule verified under the visit's key, and the point to raise.</summary>
    private async Task<(Record Record, VisitEntry Visit, G1 Point)> CapsuleAsync(BreakGlassEntry emergency, Bytes32 recordId, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var record = (await session.Chains.RecordAsync(identity.ChainId, recordId, identity, cancellation).ConfigureAwait(false)).Record;
        var visit = await session.Chains.VisitAsync(identity.ChainId, emergency.Pid, identity, cancellation).ConfigureAwait(false) ?? throw new RefusedException(Refusals.VisitUnknown);
        var key = KeyOf(visit);
        var point = record.Body switch
        {
            Diagnosis body when body.Pid.Span.SequenceEqual(emergency.Pid.Span) => PointOf(record, body, visit, key),
            TeamDiagnosis body when body.Pid.Span.SequenceEqual(emergency.Pid.Span) => PointOf(record, body, visit, key),
            _ => throw new RefusedException(Refusals.BreakGlassNotCovered.With(recordId.ToString())),
        };
        return (record, visit, point ?? throw new RefusedException(Refusals.CapsuleInvalid.With($"record {recordId}")));
    }

    private static G1? PointOf(Record record, Diagnosis body, VisitEntry visit, G1 key)
    {
        var context = RecordContext.ForDiagnosis(record.ChainId, record.Author, body.Pid.Span, visit.VisitKey.Span, body.Content.ContentHash).ToArray();
        return L19Verifier.TryVerify(key, DiagnosisOpening.CapsuleOf(body), context, out var verified) ? verified.EscrowPoint : null;
    }

    private static G1? PointOf(Record record, TeamDiagnosis body, VisitEntry visit, G1 key) =>
        Bc22Capsule.TryDecode(body.Capsule.Span, out var capsule)
        && Bc22Verifier.TryVerify(key, capsule, body.ContextOf(record.ChainId, record.Author, visit.VisitKey.Span).ToArray(), out var verified)
            ? verified.EscrowPoint
            : null;

    private static G1 KeyOf(VisitEntry visit) => G1.TryDecode(visit.VisitKey.Span, out var key) ? key : throw new RefusedException(Refusals.KeyMalformed.With("visit key"));
}
