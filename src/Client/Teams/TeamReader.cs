using System.Globalization;
using System.Security.Cryptography;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Records;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Teams;

/// <summary>
/// Opens a team's diagnosis, for its patient directly and for a grantee through the proxy (crypto.md §6): capsule and
/// content verified, every commitment opened, everyone's signature checked, and only then a file is written.
/// </summary>
public sealed class TeamReader(ClientSession session)
{
    /// <summary>Above all that sixteen doctors can write, with sealing.</summary>
    private const ulong ContentBytesMax = 20 * 1024 * 1024;

    private readonly TeamChain chain = new(session);

    /// <summary>The patient's own record: needs no consent and no proxy.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="recordId">The team's diagnosis.</param>
    /// <param name="folder">Where each doctor's part gets a file; none of them may exist.</param>
    /// <param name="cancellation">Stops it; no part is written then.</param>
    public async Task<OpenedTeamRecord> ReadOwnAsync(VisitNote visit, Bytes32 recordId, string folder, CancellationToken cancellation)
    {
        var identity = new PatientVisits(session).IdentityOf(visit);
        var proven = await session.Chains.RecordAsync(visit.ChainId, recordId, identity, cancellation).ConfigureAwait(false);
        using var key = new PatientVisits(session).KeyOf(visit);
        return await OpenAsync(proven.Record, CapsuleOf(BodyOf(proven.Record)), CapsuleOpener.Of(key), grantId: default, identity, folder, cancellation).ConfigureAwait(false);
    }

    /// <summary>A record under a share, re-encrypted by the proxy.</summary>
    /// <param name="share">The share.</param>
    /// <param name="recordId">The team's diagnosis; null for the one the share is about.</param>
    /// <param name="folder">Where each doctor's part gets a file; none of them may exist.</param>
    /// <param name="cancellation">Stops it; no part is written then.</param>
    public async Task<(Bytes32 AccessId, OpenedTeamRecord Opened)> ReadSharedAsync(ShareNote share, Bytes32? recordId, string folder, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var (delivery, record, grantId) = await new SharedRecordReader(session).DeliverAsync(share, recordId, identity, cancellation).ConfigureAwait(false);
        var body = BodyOf(record);
        if (!body.Pid.Span.SequenceEqual(share.Pid))
        {
            throw new RefusedException(Refusals.RecordNotOfVisit.With($"record {record.Id}"));
        }

        if (!Bc22Capsule.TryDecode(delivery.Capsule.Span, out var capsule) || !Bc22Reencryption.IsReencryptionOf(capsule, CapsuleOf(body)))
        {
            throw new RefusedException(ClientRefusals.CapsuleChanged.With($"record {record.Id}"));
        }

        using var key = session.Keystore.Keys.Delegation(share.KeyIndex);
        return (delivery.AccessId, await OpenAsync(record, capsule, CapsuleOpener.Of(key), grantId, identity, folder, cancellation).ConfigureAwait(false));
    }

    /// <summary>A record of an emergency, with what its officers combined.</summary>
    internal Task<OpenedTeamRecord> ReadEmergencyAsync(Record record, CapsuleOpener opener, Bytes32 openId, string folder, CancellationToken cancellation) =>
        OpenAsync(record, CapsuleOf(BodyOf(record)), opener, openId, session.OwnIdentity(), folder, cancellation);

    private static TeamDiagnosis BodyOf(Record record) =>
        record.Body as TeamDiagnosis ?? throw new RefusedException(Refusals.RecordUnknown.With($"record {record.Id} is a {record.Kind}"));

    private static Bc22Capsule CapsuleOf(TeamDiagnosis body) =>
        Bc22Capsule.TryDecode(body.Capsule.Span, out var capsule) ? capsule : throw new RefusedException(Refusals.CapsuleInvalid);

    private async Task<OpenedTeamRecord> OpenAsync(
        Record record, Bc22Capsule capsule, CapsuleOpener opener, Bytes32 grantId, LoginIdentity identity, string folder, CancellationToken cancellation)
    {
        var body = BodyOf(record);
        var visit = await session.Chains.VisitAsync(record.ChainId, body.Pid, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.VisitUnknown);
        var team = await chain.EntryAsync(record.ChainId, body.Sid, identity, cancellation).ConfigureAwait(false);
        TeamContent.SignatureRefuses(body, team).ThrowIfAny();
        var context = body.ContextOf(record.ChainId, record.Author, visit.VisitKey.Span).ToArray();
        var key = new byte[Bc22Encryption.KeySize];
        if (!Bc22Verifier.TryVerify(opener.PublicKey, capsule, context, out var verified) || !opener.TryOpen(verified, key))
        {
            throw new RefusedException(Refusals.CapsuleInvalid.With($"record {record.Id}"));
        }

        var found = opener.Secret is { } secret ? new TeamTrapdoors(session).Test(body.Pid.Span, verified, secret) : null;
        if (found is false)
        {
            throw new RefusedException(Refusals.EvidenceMismatch.With($"the patient's trapdoor does not find record {record.Id}"));
        }

        var sealedContent = await FetchAsync(record, body.Content, grantId, identity, cancellation).ConfigureAwait(false);
        var opened = ContentEncryption.TryOpen(sealedContent, key, out var plaintext);
        CryptographicOperations.ZeroMemory(key);
        if (!opened)
        {
            throw new RefusedException(ClientRefusals.ContentUnreadable);
        }

        var content = TeamContent.Open(plaintext, body).OrRefuse();
        return new OpenedTeamRecord(record.Id, body.Sid, found is true, Write(content, team, folder));
    }

    private async Task<byte[]> FetchAsync(Record record, ContentReceipt content, Bytes32 grantId, LoginIdentity identity, CancellationToken cancellation)
    {
        if (content.SizeBytes > ContentBytesMax)
        {
            throw new RefusedException(ClientRefusals.ContentUnreadable.With($"{content.SizeBytes} bytes are no team's content"));
        }

        var fetched = await new ContentDownload(session, identity).FetchAsync(record, content, grantId, cancellation).ConfigureAwait(false);
        var bytes = await File.ReadAllBytesAsync(fetched, cancellation).ConfigureAwait(false);
        File.Delete(fetched);
        return bytes;
    }

    private static OpenedTeamPart[] Write(TeamContent content, TeamEntry team, string folder)
    {
        var parts = new OpenedTeamPart[content.Parts.Count];
        Directory.CreateDirectory(folder);
        for (var i = 0; i < parts.Length; i++)
        {
            var path = Path.Combine(folder, "part-" + (i + 1).ToString("00", CultureInfo.InvariantCulture));
            parts[i] = new OpenedTeamPart((uint)i + 1, team.Members[i].Doctor, path, content.Parts[i].Message.Length);
        }

        if (parts.FirstOrDefault(part => File.Exists(part.Path)) is { } existing)
        {
            throw new RefusedException(ClientRefusals.FileExists.With(existing.Path));
        }

        for (var i = 0; i < parts.Length; i++)
        {
            using var file = new FileStream(parts[i].Path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            file.Write(content.Parts[i].Message.Span);
        }

        return parts;
    }
}
