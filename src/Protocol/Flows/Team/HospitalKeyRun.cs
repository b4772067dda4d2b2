using System.Diagnostics;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// The hospital's side of a group key exchange (crypto.md §6): calls every doctor with U, takes each V_k with MAC†_k, and
/// when all are here makes the key and wraps it. Whatever goes wrong ends the run with a code, here and by
/// <see cref="GroupKeyEnd"/> at everyone. Its bytes hold secrets: they are stored encrypted only. Canonical: [1, stage,
/// terms, expiry, U, BC22-GK-U, [signed point or empty array, one for each doctor], mails taken, code, l or key or empty].
/// </summary>
public sealed class HospitalKeyRun : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 10;

    private readonly SecpPoint point;
    private readonly Signature64 signature;
    private readonly MailLog mails;
    private readonly SecretExponent? exponent;

    private HospitalKeyRun(TeamTerms terms, ulong expiryMillis, SecpPoint point, Signature64 signature, IReadOnlyList<SignedPoint?> points, MailLog mails, SecretExponent? exponent, TeamKey? key)
    {
        (Terms, ExpiryMillis, this.point, this.signature, Points, this.mails, this.exponent, Key) =
            (terms, expiryMillis, point, signature, points, mails, exponent, key);
    }

    public TeamTerms Terms { get; }

    /// <summary>When the run ends if a doctor is still missing.</summary>
    public ulong ExpiryMillis { get; }

    /// <summary>For each place the doctor's point; null while it is missing.</summary>
    public IReadOnlyList<SignedPoint?> Points { get; }

    /// <summary>The group key in stage Established; null otherwise.</summary>
    public TeamKey? Key { get; }

    /// <summary>Why the run ended; empty before.</summary>
    public string Code { get; private init; } = string.Empty;

    public GroupKeyStage Stage => Code.Length > 0 ? GroupKeyStage.Ended
        : Key is not null ? GroupKeyStage.Established
        : GroupKeyStage.Waiting;

    /// <summary>Begins a run: a call for every doctor.</summary>
    /// <param name="terms">The session.</param>
    /// <param name="expiryMillis">When to give up on a missing doctor; never after the session's end.</param>
    /// <param name="exponent">l, random and of this run only; the caller may dispose it afterwards.</param>
    /// <param name="hospital">The hospital's signing key.</param>
    public static FlowTurn<HospitalKeyRun> Begin(TeamTerms terms, ulong expiryMillis, SecretExponent exponent, SigningKey hospital)
    {
        var u = exponent.PublicPoint();
        var signed = hospital.Sign(SignedMessage.GroupKeyHospital(terms.ChainId, terms.Sid, u));
        var expiry = Math.Min(expiryMillis, terms.EndMillis);
        var run = new HospitalKeyRun(terms, expiry, u, signed, new SignedPoint?[terms.Size], MailLog.Empty, exponent.Copy(), null);
        var call = new GroupKeyCall { ChainId = terms.ChainId, Sid = terms.Sid, Hospital = u, Signature = signed, ExpiryMillis = expiry }.ToBytes();
        return new FlowTurn<HospitalKeyRun>(run, run.ToAll(MailPurposes.GroupKeyCall, call), null);
    }

    /// <summary>Takes a doctor's answer; the last one makes the key.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="sender">Who signed the mail.</param>
    /// <param name="mail">Its <see cref="SignedMail.SealedHash"/>.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public FlowTurn<HospitalKeyRun> TakeReply(GroupKeyReply reply, Bytes32 sender, Bytes32 mail, ulong nowMillis)
    {
        if (Ignored(reply.ChainId, reply.Sid, sender, mail) is { } ignored)
        {
            return ignored;
        }

        if (Late(nowMillis) is { } late)
        {
            return EndWith(late);
        }

        var place = (int)Terms.PlaceOf(sender) - 1;
        if (Stage != GroupKeyStage.Waiting || Points[place] is not null || !reply.Hospital.Equals(point))
        {
            return EndWith(Refusals.GroupKeyReplayed.With($"reply of place {place + 1}"));
        }

        if (!GroupKeyPoint.TryVerifyDoctor(Terms.ChainId, Terms.Sid, sender, reply.Doctor.Encoded, reply.Signature, out _))
        {
            return EndWith(Refusals.GroupKeySignatureInvalid.With($"V of place {place + 1}"));
        }

        var share = TeamGroupKey.Share(reply.Doctor, exponent!);
        var right = TeamGroupKey.IsMac(TeamGroupKey.DoctorMac(Terms.Sid, share, Terms.Hospital, reply.Doctor, point), reply.Mac.ToArray());
        CryptographicOperations.ZeroMemory(share);
        if (!right)
        {
            return EndWith(Refusals.GroupKeyMacInvalid.With($"place {place + 1}"));
        }

        var points = Points.ToArray();
        points[place] = new SignedPoint { Point = reply.Doctor, Signature = reply.Signature };
        var next = new HospitalKeyRun(Terms, ExpiryMillis, point, signature, points, mails.With(mail), exponent!.Copy(), null);
        return points.Contains(null) ? new FlowTurn<HospitalKeyRun>(next, [], null) : next.Finish();
    }

    /// <summary>A doctor ended the run: so does everyone.</summary>
    public FlowTurn<HospitalKeyRun> TakeEnd(GroupKeyEnd end, Bytes32 sender, Bytes32 mail)
    {
        if (Ignored(end.ChainId, end.Sid, sender, mail) is { } ignored)
        {
            return ignored;
        }

        return end.Hospital is { } other && !other.Equals(point)
            ? new FlowTurn<HospitalKeyRun>(this, [], Refusals.GroupKeyEnded.With("another run of this session"))
            : EndWith(Refusals.GroupKeyAborted.With($"place {Terms.PlaceOf(sender)}: {end.Code}"));
    }

    /// <summary>Time passed: a missing doctor, or the end of the session, ends the run.</summary>
    public FlowTurn<HospitalKeyRun> Tick(ulong nowMillis) =>
        Stage != GroupKeyStage.Ended && Late(nowMillis) is { } late ? EndWith(late) : new FlowTurn<HospitalKeyRun>(this, [], null);

    public static Parsed<HospitalKeyRun> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var stage = (GroupKeyStage)reader.UInt((ulong)GroupKeyStage.Ended);
        var terms = TeamTerms.Read(ref reader);
        var expiry = reader.UInt(ulong.MaxValue);
        var u = PointCodec.Read(ref reader);
        var signed = reader.Signature();
        var points = new SignedPoint?[reader.List(1, RecordLimits.TeamSizeMax)];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = SignedPoint.ReadOptional(ref reader);
        }

        var taken = MailLog.Read(ref reader);
        var code = reader.Text(RecordLimits.CodeBytesMax);
        var secret = reader.Bytes(0, TeamGroupKey.KeySize);
        if (!reader.Complete || terms is null || u is null || points.Length != terms.Size
            || !RunSecret.TryRead(stage, terms.Sid, secret, out var exponent, out var key)
            || (stage == GroupKeyStage.Waiting && exponent is null))
        {
            return Refusals.Malformed.With("group key run");
        }

        var run = new HospitalKeyRun(terms, expiry, u, signed, points, taken, exponent, key) { Code = code };
        return run.Stage == stage ? run : Refusals.Malformed.With("group key run");
    }

    /// <summary>Holds l or the key: encrypt, then zero.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).UInt((ulong)Stage);
        Terms.Write(writer);
        writer.UInt(ExpiryMillis).Point(point).Bytes(signature).Array(Points.Count);
        foreach (var answered in Points)
        {
            SignedPoint.WriteOptional(writer, answered);
        }

        mails.Write(writer);
        writer.Text(Code);
        RunSecret.Write(writer, exponent, Key);
        return writer.ToArrayAndClear();
    }

    public void Dispose()
    {
        exponent?.Dispose();
        Key?.Dispose();
    }

    public override string ToString() => $"HospitalKeyRun {Terms.Sid} {Stage}";

    /// <summary>All points are here: the key, and each doctor's share of it.</summary>
    private FlowTurn<HospitalKeyRun> Finish()
    {
        using (this)
        {
            SecpPoint[] vs = [.. Points.Select(answered => answered!.Point)];
            if (!TeamGroupKey.TryMake(Terms.Sid, exponent ?? throw new UnreachableException(), point, vs, out var groupKey))
            {
                return EndWith(Refusals.GroupKeyDegenerate);
            }

            FlowLetter[] letters = [.. vs.Select((v, index) => Delivery(v, (uint)index + 1, vs, groupKey))];
            var next = new HospitalKeyRun(Terms, ExpiryMillis, point, signature, Points, mails, null, new TeamKey(Terms.Sid, groupKey));
            CryptographicOperations.ZeroMemory(groupKey);
            return new FlowTurn<HospitalKeyRun>(next, letters, null);
        }
    }

    private FlowLetter Delivery(SecpPoint v, uint place, SecpPoint[] vs, ReadOnlySpan<byte> groupKey)
    {
        var doctor = Terms.DoctorAt(place);
        var share = TeamGroupKey.Share(v, exponent!);
        var delivery = new GroupKeyDelivery
        {
            ChainId = Terms.ChainId,
            Sid = Terms.Sid,
            Hospital = point,
            Mac = new Bytes32(TeamGroupKey.HospitalMac(Terms.Sid, share, doctor, v, point)),
            Points = [.. Points.Select(answered => answered!)],
            Wrapped = TeamGroupKey.Wrap(Terms.Sid, point, vs, share, groupKey),
        };
        CryptographicOperations.ZeroMemory(share);
        return new FlowLetter(MailPurposes.GroupKeyDelivery, doctor, delivery.ToBytes());
    }

    /// <summary>A mail taken before, a stranger's, or one for a run that is over: nothing changes.</summary>
    private FlowTurn<HospitalKeyRun>? Ignored(Bytes32 chainId, Bytes32 sid, Bytes32 sender, Bytes32 mail) =>
        mails.Knows(mail) ? new FlowTurn<HospitalKeyRun>(this, [], null)
        : chainId != Terms.ChainId || sid != Terms.Sid || Terms.PlaceOf(sender) == 0 ? new FlowTurn<HospitalKeyRun>(this, [], Refusals.TeamStranger.With(sender.ToString()))
        : Stage == GroupKeyStage.Ended ? new FlowTurn<HospitalKeyRun>(this, [], Refusals.GroupKeyEnded.With(Code))
        : null;

    private Refusal? Late(ulong nowMillis)
    {
        if (Stage == GroupKeyStage.Established)
        {
            return nowMillis > Terms.EndMillis ? Refusals.TeamExpired : null;
        }

        var missing = Points.Select((answered, index) => answered is null ? index + 1 : 0).Where(place => place > 0);
        return nowMillis >= ExpiryMillis ? Refusals.GroupKeyDoctorMissing.With($"place {string.Join(", ", missing)}") : null;
    }

    private FlowTurn<HospitalKeyRun> EndWith(Refusal refusal)
    {
        var ended = new HospitalKeyRun(Terms, ExpiryMillis, point, signature, Points, mails, null, null) { Code = refusal.Code };
        var end = new GroupKeyEnd { ChainId = Terms.ChainId, Sid = Terms.Sid, Hospital = point, Code = refusal.Code }.ToBytes();
        return new FlowTurn<HospitalKeyRun>(ended, ToAll(MailPurposes.GroupKeyEnd, end), refusal);
    }

    private FlowLetter[] ToAll(string purpose, byte[] content) => [.. Terms.Team.Members.Select(member => new FlowLetter(purpose, member.Doctor, content))];
}
