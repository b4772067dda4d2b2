using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// A doctor's side of a group key exchange (crypto.md §6): answers the hospital's call with V_k and MAC†_k, and takes the
/// key only from who shows MAC_k and everyone's signed points. Whatever goes wrong ends the run with a code and tells the
/// hospital. Its bytes hold secrets: they are stored encrypted only. Canonical: [1, stage, terms, doctor, expiry, U or
/// empty, mails taken, code, l_k or key or empty].
/// </summary>
public sealed class DoctorKeyRun : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 9;

    private readonly SecpPoint? hospital;
    private readonly MailLog mails;
    private readonly SecretExponent? exponent;

    private DoctorKeyRun(TeamTerms terms, Bytes32 doctor, ulong expiryMillis, SecpPoint? hospital, MailLog mails, SecretExponent? exponent, TeamKey? key)
    {
        (Terms, Doctor, ExpiryMillis, this.hospital, this.mails, this.exponent, Key) = (terms, doctor, expiryMillis, hospital, mails, exponent, key);
    }

    public TeamTerms Terms { get; }

    /// <summary>This doctor's signing key.</summary>
    public Bytes32 Doctor { get; }

    /// <summary>When the run ends without a key.</summary>
    public ulong ExpiryMillis { get; }

    /// <summary>The group key in stage Established; null otherwise.</summary>
    public TeamKey? Key { get; }

    /// <summary>Why the run ended; empty before.</summary>
    public string Code { get; private init; } = string.Empty;

    public GroupKeyStage Stage => Code.Length > 0 ? GroupKeyStage.Ended
        : Key is not null ? GroupKeyStage.Established
        : exponent is not null ? GroupKeyStage.Answered
        : GroupKeyStage.Waiting;

    /// <summary>A run before the hospital's call.</summary>
    /// <exception cref="ArgumentException">The doctor is not in the team.</exception>
    public static DoctorKeyRun Await(TeamTerms terms, Bytes32 doctor) => terms.PlaceOf(doctor) > 0
        ? new DoctorKeyRun(terms, doctor, terms.EndMillis, null, MailLog.Empty, null, null)
        : throw new ArgumentException("not a doctor of this team", nameof(doctor));

    /// <summary>Answers the hospital's call.</summary>
    /// <param name="call">What came.</param>
    /// <param name="sender">Who signed the mail.</param>
    /// <param name="mail">Its <see cref="SignedMail.SealedHash"/>.</param>
    /// <param name="fresh">l_k, random and of this run only; the caller may dispose it afterwards.</param>
    /// <param name="signing">The doctor's signing key.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public FlowTurn<DoctorKeyRun> TakeCall(GroupKeyCall call, Bytes32 sender, Bytes32 mail, SecretExponent fresh, SigningKey signing, ulong nowMillis)
    {
        if (Ignored(call.ChainId, call.Sid, sender, mail) is { } ignored)
        {
            return ignored;
        }

        if (Stage != GroupKeyStage.Waiting)
        {
            return EndWith(Refusals.GroupKeyReplayed.With("call"));
        }

        if (nowMillis >= call.ExpiryMillis || Late(nowMillis) is not null)
        {
            return EndWith(Refusals.GroupKeyExpired.With("call"));
        }

        if (!GroupKeyPoint.TryVerifyHospital(Terms.ChainId, Terms.Sid, Terms.Hospital, call.Hospital.Encoded, call.Signature, out _))
        {
            return EndWith(Refusals.GroupKeySignatureInvalid.With("U"));
        }

        var v = fresh.PublicPoint();
        var share = TeamGroupKey.Share(call.Hospital, fresh);
        var reply = new GroupKeyReply
        {
            ChainId = Terms.ChainId,
            Sid = Terms.Sid,
            Hospital = call.Hospital,
            Doctor = v,
            Signature = signing.Sign(SignedMessage.GroupKeyDoctor(Terms.ChainId, Terms.Sid, v)),
            Mac = new Bytes32(TeamGroupKey.DoctorMac(Terms.Sid, share, Terms.Hospital, v, call.Hospital)),
        };
        CryptographicOperations.ZeroMemory(share);
        var expiry = Math.Min(call.ExpiryMillis, Terms.EndMillis);
        var next = new DoctorKeyRun(Terms, Doctor, expiry, call.Hospital, mails.With(mail), fresh.Copy(), null);
        return new FlowTurn<DoctorKeyRun>(next, [new FlowLetter(MailPurposes.GroupKeyReply, Terms.Hospital, reply.ToBytes())], null);
    }

    /// <summary>Takes the key, if everything about it is right.</summary>
    public FlowTurn<DoctorKeyRun> TakeDelivery(GroupKeyDelivery delivery, Bytes32 sender, Bytes32 mail, ulong nowMillis)
    {
        if (Ignored(delivery.ChainId, delivery.Sid, sender, mail) is { } ignored)
        {
            return ignored;
        }

        if (Stage == GroupKeyStage.Waiting)
        {
            return EndWith(Refusals.GroupKeyOutOfOrder.With("delivery before the call"));
        }

        if (Stage == GroupKeyStage.Established || !delivery.Hospital.Equals(hospital))
        {
            return EndWith(Refusals.GroupKeyReplayed.With("delivery"));
        }

        if (Late(nowMillis) is { } late)
        {
            return EndWith(late);
        }

        var share = TeamGroupKey.Share(hospital!, exponent!);
        var refusal = Disagrees(delivery, share);
        byte[]? groupKey = null;
        if (refusal is null
            && !TeamGroupKey.TryUnwrap(Terms.Sid, hospital!, [.. delivery.Points.Select(point => point.Point)], share, delivery.Wrapped.Span, out groupKey))
        {
            refusal = Refusals.GroupKeyUnreadable;
        }

        CryptographicOperations.ZeroMemory(share);
        if (refusal is not null)
        {
            return EndWith(refusal);
        }

        var next = new DoctorKeyRun(Terms, Doctor, ExpiryMillis, hospital, mails.With(mail), null, new TeamKey(Terms.Sid, groupKey));
        CryptographicOperations.ZeroMemory(groupKey);
        return new FlowTurn<DoctorKeyRun>(next, [], null);
    }

    /// <summary>The hospital ended the run: the key, if it was here, is gone.</summary>
    public FlowTurn<DoctorKeyRun> TakeEnd(GroupKeyEnd end, Bytes32 sender, Bytes32 mail)
    {
        if (Ignored(end.ChainId, end.Sid, sender, mail) is { } ignored)
        {
            return ignored;
        }

        if (hospital is not null && end.Hospital is { } other && !other.Equals(hospital))
        {
            return new FlowTurn<DoctorKeyRun>(this, [], Refusals.GroupKeyEnded.With("another run of this session"));
        }

        var refusal = Refusals.GroupKeyAborted.With(end.Code);
        return new FlowTurn<DoctorKeyRun>(Over(refusal), [], refusal);
    }

    /// <summary>Time passed: the run, or with it the session, may be over.</summary>
    public FlowTurn<DoctorKeyRun> Tick(ulong nowMillis) =>
        Stage != GroupKeyStage.Ended && Late(nowMillis) is { } late ? EndWith(late) : new FlowTurn<DoctorKeyRun>(this, [], null);

    public static Parsed<DoctorKeyRun> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var stage = (GroupKeyStage)reader.UInt((ulong)GroupKeyStage.Ended);
        var terms = TeamTerms.Read(ref reader);
        var doctor = reader.Bytes32();
        var expiry = reader.UInt(ulong.MaxValue);
        var u = PointCodec.ReadOptional(ref reader);
        var taken = MailLog.Read(ref reader);
        var code = reader.Text(RecordLimits.CodeBytesMax);
        var secret = reader.Bytes(0, TeamGroupKey.KeySize);
        if (!reader.Complete || terms is null || terms.PlaceOf(doctor) == 0
            || !RunSecret.TryRead(stage, terms.Sid, secret, out var exponent, out var key))
        {
            return Refusals.Malformed.With("group key run");
        }

        var run = new DoctorKeyRun(terms, doctor, expiry, u, taken, exponent, key) { Code = code };
        var called = stage is GroupKeyStage.Answered or GroupKeyStage.Established;
        return run.Stage == stage && (!called || u is not null) ? run : Refusals.Malformed.With("group key run");
    }

    /// <summary>Holds l_k or the key: encrypt, then zero.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).UInt((ulong)Stage);
        Terms.Write(writer);
        writer.Bytes(Doctor).UInt(ExpiryMillis).Point(hospital);
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

    /// <summary>Whether this run took the mail: read again after a crash, it changes nothing.</summary>
    public bool Knows(Bytes32 mail) => mails.Knows(mail);

    public override string ToString() => $"DoctorKeyRun {Terms.Sid} place {Terms.PlaceOf(Doctor)} {Stage}";

    /// <summary>MAC_k first; then that the points are the team's, all signed, and one's own among them.</summary>
    private Refusal? Disagrees(GroupKeyDelivery delivery, byte[] share)
    {
        var v = exponent!.PublicPoint();
        if (!TeamGroupKey.IsMac(TeamGroupKey.HospitalMac(Terms.Sid, share, Doctor, v, hospital!), delivery.Mac.ToArray()))
        {
            return Refusals.GroupKeyMacInvalid.With("hospital");
        }

        if (delivery.Points.Count != Terms.Size)
        {
            return Refusals.GroupKeyDoctorMissing.With($"{delivery.Points.Count} points of {Terms.Size}");
        }

        for (var place = 1u; place <= Terms.Size; place++)
        {
            var signed = delivery.Points[(int)place - 1];
            if (!GroupKeyPoint.TryVerifyDoctor(Terms.ChainId, Terms.Sid, Terms.DoctorAt(place), signed.Point.Encoded, signed.Signature, out _))
            {
                return Refusals.GroupKeySignatureInvalid.With($"V of place {place}");
            }
        }

        return delivery.Points[(int)Terms.PlaceOf(Doctor) - 1].Point.Equals(v) ? null : Refusals.GroupKeyReplayed.With("own point of another run");
    }

    private FlowTurn<DoctorKeyRun>? Ignored(Bytes32 chainId, Bytes32 sid, Bytes32 sender, Bytes32 mail) =>
        mails.Knows(mail) ? new FlowTurn<DoctorKeyRun>(this, [], null)
        : chainId != Terms.ChainId || sid != Terms.Sid || sender != Terms.Hospital ? new FlowTurn<DoctorKeyRun>(this, [], Refusals.TeamStranger.With(sender.ToString()))
        : Stage == GroupKeyStage.Ended ? new FlowTurn<DoctorKeyRun>(this, [], Refusals.GroupKeyEnded.With(Code))
        : null;

    private Refusal? Late(ulong nowMillis) =>
        nowMillis > Terms.EndMillis ? Refusals.TeamExpired
        : Stage != GroupKeyStage.Established && nowMillis >= ExpiryMillis ? Refusals.GroupKeyExpired
        : null;

    private FlowTurn<DoctorKeyRun> EndWith(Refusal refusal)
    {
        var end = new GroupKeyEnd { ChainId = Terms.ChainId, Sid = Terms.Sid, Hospital = hospital, Code = refusal.Code };
        return new FlowTurn<DoctorKeyRun>(Over(refusal), [new FlowLetter(MailPurposes.GroupKeyEnd, Terms.Hospital, end.ToBytes())], refusal);
    }

    private DoctorKeyRun Over(Refusal refusal) => new(Terms, Doctor, ExpiryMillis, hospital, mails, null, null) { Code = refusal.Code };
}
