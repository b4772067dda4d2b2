using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Http;
using HospitalChain.Client.Keys;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Doctors;

/// <summary>
/// The doctor's side of L19-D: seals a file under a fresh content key, stores it, ties capsule and evidence to the record,
/// submits it, and mails t to the patient. Every step can be taken up again after a break.
/// </summary>
public sealed class DiagnosisWriter(ClientSession session)
{
    private readonly Outbox outbox = new(session.Folder);

    /// <summary>Seals the file and keeps the draft; nothing has left the machine yet.</summary>
    /// <exception cref="RefusedException">The file is missing, or was begun for this visit and not finished: a second record of it would stay for ever.</exception>
    public async Task<DiagnosisDraft> BeginAsync(DoctorAssignment assignment, string file, FhirCoding symptom, string mediaType, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new RefusedException(ClientRefusals.FileMissing.With(file));
        }

        var key = ContentEncryption.NewKey();
        DiagnosisDraft? draft = null;
        await outbox.SealAsync(
            file,
            (plain, sealedFile) => ContentEncryption.SealAsync(plain, sealedFile, key, ContentHashes.Both, cancellation),
            summary =>
            {
                if (Drafts().Any(unfinished => unfinished.PlainHash == summary.PlainHash && unfinished.Pid.AsSpan().SequenceEqual(assignment.Pid.Span)))
                {
                    CryptographicOperations.ZeroMemory(key);
                    throw new RefusedException(ClientRefusals.DiagnosisUnfinished.With(file));
                }

                draft = new DiagnosisDraft(
                    summary.SealedHash, assignment.Pid.ToArray(), key, summary.PlainHash, mediaType, symptom.System, symptom.Code, Record: null);
                session.Shelf.PutNote(ShelfKinds.Draft, draft.ContentHash, draft);
            }).ConfigureAwait(false);
        return draft!;
    }

    /// <summary>Drafts that were begun and not finished.</summary>
    public IReadOnlyList<DiagnosisDraft> Drafts() => session.Shelf.Notes<DiagnosisDraft>(ShelfKinds.Draft);

    /// <summary>Uploads the content and signs the record over its receipt: the draft as it is kept then. Nothing is submitted.</summary>
    public async Task<DiagnosisDraft> StoreAsync(DiagnosisDraft draft, DoctorAssignment assignment, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        if (await DraftRecords.KeptAsync(session, draft.Record, identity, cancellation).ConfigureAwait(false) is not null)
        {
            return draft;
        }

        var record = await MakeRecordAsync(draft, assignment, await VisitAsync(assignment, identity, cancellation).ConfigureAwait(false), identity, cancellation).ConfigureAwait(false);
        var stored = draft with { Record = record.Bytes.ToArray() };
        session.Shelf.PutNote(ShelfKinds.Draft, draft.ContentHash, stored);
        return stored;
    }

    /// <summary>Uploads, submits, mails t, and forgets the draft. Called again with the same draft, it goes on.</summary>
    public async Task<RecordStatus> FinishAsync(DiagnosisDraft draft, DoctorAssignment assignment, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var stored = await StoreAsync(draft, assignment, cancellation).ConfigureAwait(false);
        var record = Record.Parse(stored.Record).OrRefuse();
        var visit = await VisitAsync(assignment, identity, cancellation).ConfigureAwait(false);
        var submission = new RecordSubmission(session);
        var status = await submission.SubmitAsync(record, identity, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        await MailSymptomAsync(draft, assignment, visit, identity, cancellation).ConfigureAwait(false);
        outbox.Remove(draft.ContentHash);
        session.Shelf.Remove(ShelfKinds.Draft, draft.ContentHash);
        return await submission.WaitAsync(record.ChainId, record.Id, status, identity, wait, cancellation).ConfigureAwait(false);
    }

    private async Task<VisitEntry> VisitAsync(DoctorAssignment assignment, LoginIdentity identity, CancellationToken cancellation) =>
        await session.Chains.VisitAsync(assignment.ChainId, assignment.Pid, identity, cancellation).ConfigureAwait(false)
        ?? throw new RefusedException(Refusals.VisitUnknown);

    private async Task<Record> MakeRecordAsync(
        DiagnosisDraft draft, DoctorAssignment assignment, VisitEntry visit, LoginIdentity identity, CancellationToken cancellation)
    {
        if (await outbox.FindAsync(draft.ContentHash, cancellation).ConfigureAwait(false) is not { } sealedFile)
        {
            outbox.Remove(draft.ContentHash);
            session.Shelf.Remove(ShelfKinds.Draft, draft.ContentHash);
            throw new RefusedException(ClientRefusals.DraftLost.With($"content {draft.ContentHash}"));
        }

        var context = RecordContext.ForDiagnosis(assignment.ChainId, identity.Key.PublicKey, assignment.Pid.Span, visit.VisitKey.Span, draft.ContentHash);
        var store = session.Connect(session.Settings.Stores.Count > 0 ? session.Settings.Stores[0] : session.Settings.NodeFor(assignment.ChainId), identity);
        var receipt = await ContentUpload.StoreAsync(store, sealedFile, draft.ContentHash, ReceiptOrder.ForDiagnosis(assignment.ChainId, assignment.Pid, visit.VisitKey), context, cancellation).ConfigureAwait(false);
        var genesis = await session.Chains.GenesisAsync(assignment.ChainId, identity, cancellation).ConfigureAwait(false);
        if (!SealingPublicKey.TryDecode(genesis.Supernode.Sealing.Span, out var hospital) || !G1.TryDecode(visit.VisitKey.Span, out var visitKey))
        {
            throw new RefusedException(Refusals.KeyMalformed.With("hospital or visit"));
        }

        using var symptom = Symptom.FromCode(draft.SymptomSystem, draft.SymptomCode);
        byte[] message = [.. draft.ContentKey, .. draft.PlainHash.ToArray()];
        var capsule = L19Encryption.Encrypt(visitKey, symptom, message, context.ToArray());
        CryptographicOperations.ZeroMemory(message);
        var body = new Diagnosis
        {
            HospitalPid = assignment.HospitalPid,
            Pid = assignment.Pid,
            Capsule = capsule.Encoded.ToArray(),
            SealedEvidence = Evidence.Seal(hospital, assignment.Alpha.Span, assignment.Id, assignment.HospitalPid.Span, identity.Key.PublicKey, context),
            EvidenceTag = Evidence.Tag(assignment.Alpha.Span, context, identity.Key.PublicKey),
            Content = new ContentReceipt
            {
                ContentHash = draft.ContentHash,
                SizeBytes = (ulong)receipt.SizeBytes,
                MediaType = draft.MediaType,
                Store = receipt.Store,
                TimeMillis = receipt.TimeMillis,
                Signature = receipt.Signature,
            },
        };
        return Record.Sign(assignment.ChainId, session.NowMillis, body, identity.Key);
    }

    private async Task MailSymptomAsync(
        DiagnosisDraft draft, DoctorAssignment assignment, VisitEntry visit, LoginIdentity identity, CancellationToken cancellation)
    {
        using var notice = new SymptomNotice
        {
            ChainId = assignment.ChainId,
            HospitalPid = assignment.HospitalPid,
            Pid = assignment.Pid,
            Symptom = Symptom.FromCode(draft.SymptomSystem, draft.SymptomCode),
        };
        var box = new LetterBox(session, identity, session.OwnSealing());
        await box.SendAsync(session.Settings.NodeFor(assignment.ChainId), MailPurposes.Symptom, visit.Signing, visit.Sealing, notice.ToBytes(), cancellation).ConfigureAwait(false);
    }
}
