using System.Security.Cryptography;
using System.Text;
using HospitalChain.Client.Api;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Emergencies;

/// <summary>
/// An emergency officer's desk (crypto.md §8): agree with others on terms, open, and when it is over close and see to the
/// review. Reading is <see cref="EmergencyReader"/>'s.
/// </summary>
public sealed class EmergencyDesk(ClientSession session)
{
    /// <summary>Calls other officers: who is called can read the terms and answer.</summary>
    /// <param name="pid">The visit.</param>
    /// <param name="reason">A code, such as ETREAT.</param>
    /// <param name="statement">The reason in words, for the hospital's review.</param>
    /// <param name="others">Signing keys of the other officers.</param>
    /// <param name="lasts">At most four hours.</param>
    /// <param name="review">Until when after it the review must be there, at most seven days.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<BreakGlassTerms> CallAsync(
        ReadOnlyMemory<byte> pid, string reason, string statement, IReadOnlyList<Bytes32> others, TimeSpan lasts, TimeSpan review, CancellationToken cancellation)
    {
        if (!BreakGlassTerms.IsReason(reason) || Encoding.UTF8.GetByteCount(statement) is 0 or > RecordLimits.StatementBytesMax
            || lasts <= TimeSpan.Zero || lasts.TotalMilliseconds > RecordLimits.BreakGlassMillisMax || review < TimeSpan.Zero || review.TotalMilliseconds > RecordLimits.ReviewMillisMax)
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With("a code and words as the reason, at most four hours, reviewed within seven days"));
        }

        var identity = session.OwnIdentity();
        var chainId = identity.ChainId;
        var escrowId = await new EscrowDesk(session).StandingAsync(chainId, pid, EscrowPurpose.BreakGlass, identity, cancellation).ConfigureAwait(false);
        var visit = await session.Chains.VisitAsync(chainId, pid, identity, cancellation).ConfigureAwait(false) ?? throw new RefusedException(Refusals.VisitUnknown);
        var until = session.NowMillis + (ulong)lasts.TotalMilliseconds;
        var terms = new BreakGlassTerms
        {
            ChainId = chainId,
            EscrowId = escrowId,
            Visit = visit.Signing,
            Reason = reason,
            Officers = [identity.Key.PublicKey, .. others],
            UntilMillis = until,
            ReviewDueMillis = until + (ulong)review.TotalMilliseconds,
            Nonce = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)),
        };
        await RequireOfficersAsync(terms, cancellation).ConfigureAwait(false);
        var own = EmergencyAgreement.Sign(terms, identity.Key);
        Put(new EmergencyNote(
            terms.ToBytes(), statement, Agreed: true, new Dictionary<string, Signature64>(StringComparer.Ordinal) { [terms.Lead.ToString()] = own.Signature }, null, new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.Ordinal)));
        foreach (var officer in others)
        {
            await SendAsync(MailPurposes.BreakGlassCall, officer, terms.ToBytes(), cancellation).ConfigureAwait(false);
        }

        return terms;
    }

    /// <summary>Takes calls and agreements.</summary>
    public async Task<LetterRound> ReceiveAsync(CancellationToken cancellation)
    {
        var round = await Box.ReceiveAsync([Node], MailPurposes.BreakGlassCall, (mail, content) => TakeCallAsync(mail, content, cancellation), cancellation).ConfigureAwait(false);
        var agreed = await Box.ReceiveAsync([Node], MailPurposes.BreakGlassAgree, TakeAgreementAsync, cancellation).ConfigureAwait(false);
        round.Taken.AddRange(agreed.Taken);
        round.Refused.AddRange(agreed.Refused);
        return round;
    }

    /// <summary>Says yes to a call.</summary>
    public async Task<BreakGlassTerms> AgreeAsync(Bytes32 termsHash, CancellationToken cancellation)
    {
        var (note, terms) = Read(termsHash);
        if (session.NowMillis >= terms.UntilMillis)
        {
            throw new RefusedException(Refusals.BreakGlassOver);
        }

        var identity = session.OwnIdentity();
        Put(note with { Agreed = true });
        await SendAsync(MailPurposes.BreakGlassAgree, terms.Lead, EmergencyAgreement.Sign(terms, identity.Key).ToBytes(), cancellation).ConfigureAwait(false);
        return terms;
    }

    /// <summary>Opens, once all who were called agreed. After a crash the very same record is sent again.</summary>
    public async Task<RecordStatus> OpenAsync(Bytes32 termsHash, TimeSpan wait, CancellationToken cancellation)
    {
        await ReceiveAsync(cancellation).ConfigureAwait(false);
        var (note, terms) = Read(termsHash);
        var identity = session.OwnIdentity();
        if (terms.Lead != identity.Key.PublicKey)
        {
            throw new RefusedException(Refusals.BreakGlassOfficers.With("the one who called opens"));
        }

        if (note.Record is null)
        {
            if (terms.Officers.Count(officer => note.Agreements.ContainsKey(officer.ToString())) is var agreed && agreed < terms.Officers.Count)
            {
                throw new RefusedException(Refusals.EscrowSharesMissing.With($"{agreed} of {terms.Officers.Count} officers agreed"));
            }

            var genesis = await session.Chains.GenesisAsync(terms.ChainId, identity, cancellation).ConfigureAwait(false);
            var hospital = SealingPublicKey.TryDecode(genesis.Supernode.Sealing.Span, out var key) ? key : throw new RefusedException(Refusals.KeyMalformed);
            var body = new BreakGlassOpen
            {
                Terms = terms,
                Signatures = [.. terms.Officers.Select(officer => note.Agreements[officer.ToString()])],
                Statement = Sealing.Seal(hospital, BreakGlassOpen.SealPurpose, Encoding.UTF8.GetBytes(note.Statement ?? string.Empty), terms.Hash.ToArray()),
            };
            note = note with { Record = Record.Sign(terms.ChainId, session.NowMillis, body, identity.Key).Bytes.ToArray() };
            Put(note);
        }

        return await new RecordSubmission(session).SubmitAsync(Record.Parse(note.Record).OrRefuse(), identity, wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes, with what the chain recorded as read.</summary>
    public async Task<RecordStatus> CloseAsync(Bytes32 openId, TimeSpan wait, CancellationToken cancellation)
    {
        var emergency = await EmergencyAsync(openId, cancellation).ConfigureAwait(false);
        return await SubmitAsync(new BreakGlassClose { OpenId = openId, Opened = emergency.Opened }, wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>Judges somebody else's emergency.</summary>
    public Task<RecordStatus> ReviewAsync(Bytes32 openId, bool justified, TimeSpan wait, CancellationToken cancellation) =>
        SubmitAsync(new Review { OpenId = openId, Verdict = justified ? ReviewVerdict.Justified : ReviewVerdict.Unjustified }, wait, cancellation);

    /// <summary>For the hospital: the reason in words.</summary>
    public async Task<string> StatementAsync(Bytes32 openId, CancellationToken cancellation)
    {
        var proven = await session.Chains.RecordAsync(session.Settings.Home(), openId, session.OwnIdentity(), cancellation).ConfigureAwait(false);
        return proven.Record.Body is BreakGlassOpen body
            && Sealing.TryOpen(session.OwnSealing(), BreakGlassOpen.SealPurpose, body.Statement.Span, body.Terms.Hash.ToArray(), out var words)
                ? Encoding.UTF8.GetString(words)
                : throw new RefusedException(Refusals.BreakGlassUnknown.With(openId.ToString()));
    }

    /// <summary>An emergency as it stands on the chain, proven.</summary>
    public async Task<BreakGlassEntry> EmergencyAsync(Bytes32 openId, CancellationToken cancellation) =>
        await session.Chains.EntryAsync(session.Settings.Home(), StateKinds.BreakGlass, openId.ToArray(), session.OwnIdentity(), cancellation).ConfigureAwait(false) is { } value
            ? BreakGlassEntry.Parse(value.Span) ?? throw new RefusedException(ClientRefusals.AnswerMalformed.With("state entry"))
            : throw new RefusedException(Refusals.BreakGlassUnknown.With(openId.ToString()));

    /// <summary>Calls and emergencies known here, with the record id of those opened from here.</summary>
    public IReadOnlyList<(BreakGlassTerms Terms, bool Agreed, int Agreements, Bytes32? OpenId)> List() =>
    [
        .. session.Shelf.Notes<EmergencyNote>(ShelfKinds.Emergency).Select(note => (
            BreakGlassTerms.Parse(note.Terms).OrRefuse(), note.Agreed, note.Agreements.Count, note.Record is { } record ? Record.Parse(record).OrRefuse().Id : (Bytes32?)null)),
    ];

    internal LetterBox Box => new(session, session.OwnIdentity(), session.OwnSealing());

    internal Http.NodeAddress Node => session.Settings.NodeFor(session.Settings.Home());

    internal EmergencyNote? NoteOf(Bytes32 openId) =>
        session.Shelf.Notes<EmergencyNote>(ShelfKinds.Emergency).FirstOrDefault(note => note.Record is { } record && Record.Parse(record).OrRefuse().Id == openId);

    internal void Put(EmergencyNote note) => session.Shelf.PutNote(ShelfKinds.Emergency, BreakGlassTerms.Parse(note.Terms).OrRefuse().Hash, note);

    internal async Task SendAsync(string purpose, Bytes32 officer, byte[] content, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var enrolment = await session.Chains.EnrolmentAsync(identity.ChainId, officer, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.DoctorUnknown.With(officer.ToString()));
        await Box.SendAsync(Node, purpose, officer, enrolment.Sealing, content, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> TakeCallAsync(SignedMail mail, byte[] content, CancellationToken cancellation)
    {
        var terms = BreakGlassTerms.Parse(content).OrRefuse();
        if (terms.Lead != mail.Sender || terms.ChainId != session.Settings.Home() || !terms.Officers.Contains(session.OwnIdentity().Key.PublicKey))
        {
            throw new RefusedException(Refusals.BreakGlassOfficers.With("a call comes from who leads, to one of its officers"));
        }

        await RequireOfficersAsync(terms, cancellation).ConfigureAwait(false);
        if (!session.Shelf.Has(ShelfKinds.Emergency, terms.Hash))
        {
            Put(new EmergencyNote(
                content.ToArray(), null, Agreed: false, new Dictionary<string, Signature64>(StringComparer.Ordinal), null, new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.Ordinal)));
        }

        return true;
    }

    private Task<bool> TakeAgreementAsync(SignedMail mail, byte[] content)
    {
        var agreement = EmergencyAgreement.Parse(content).OrRefuse();
        var (note, terms) = Read(agreement.TermsHash);
        if (!terms.Officers.Contains(mail.Sender) || !Bip340.Verify(mail.Sender, SignedMessage.BreakGlass(terms.ChainId, terms.Hash), agreement.Signature))
        {
            throw new RefusedException(Refusals.BreakGlassSignatureInvalid.With(mail.Sender.ToString()));
        }

        Put(note with { Agreements = new Dictionary<string, Signature64>(note.Agreements, StringComparer.Ordinal) { [mail.Sender.ToString()] = agreement.Signature } });
        return Task.FromResult(true);
    }

    /// <summary>The escrow names all of them, and is of the visit that the terms name.</summary>
    private async Task RequireOfficersAsync(BreakGlassTerms terms, CancellationToken cancellation)
    {
        var escrow = await new EscrowDesk(session).EntryAsync(terms.ChainId, terms.EscrowId, session.OwnIdentity(), cancellation).ConfigureAwait(false);
        if (escrow.Purpose != EscrowPurpose.BreakGlass)
        {
            throw new RefusedException(Refusals.EscrowUnknown.With(terms.EscrowId.ToString()));
        }

        if (terms.Officers.Count < escrow.Needed || terms.Officers.Any(officer => escrow.PlaceOf(officer) == 0))
        {
            throw new RefusedException(Refusals.BreakGlassOfficers.With($"{terms.Officers.Count} named, {escrow.Needed} needed"));
        }
    }

    private Task<RecordStatus> SubmitAsync(RecordBody body, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        return new RecordSubmission(session).SubmitAsync(Record.Sign(identity.ChainId, session.NowMillis, body, identity.Key), identity, wait, cancellation);
    }

    private (EmergencyNote Note, BreakGlassTerms Terms) Read(Bytes32 termsHash)
    {
        var note = session.Shelf.GetNote<EmergencyNote>(ShelfKinds.Emergency, termsHash) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"emergency {termsHash}"));
        return (note, BreakGlassTerms.Parse(note.Terms).OrRefuse());
    }
}
