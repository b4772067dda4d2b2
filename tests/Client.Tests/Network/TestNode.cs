using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Client.Tests.Network;

/// <summary>One node's API over HTTP messages. Its chains, rules, sealing and re-encryption are the real ones; only network and disk are left out.</summary>
internal sealed class TestNode(NodeAddress address, IReadOnlyDictionary<Bytes32, TestChain> chains, List<SignedMail> mailbox, TestContent content, TestClock clock)
{
    private System.Collections.Specialized.NameValueCollection query = [];
    private readonly Dictionary<string, (Bytes32 ChainId, Bytes32 Key)> tokens = new(StringComparer.Ordinal);

    public NodeAddress Address { get; } = address;

    public TestDesk? Desk { get; set; }

    public TestProxy? Proxy { get; set; }

    public TestFellows Fellows { get; } = new(chains);

    /// <summary>x_i of a hospital that tests trapdoors.</summary>
    public SecretScalar? HospitalKey { get; set; }

    /// <summary>Chains that this node shows in place of the true ones.</summary>
    public Dictionary<Bytes32, TestChain> Shows { get; } = [];

    /// <summary>What a lying node does to a head before it goes out.</summary>
    public Func<HeadUpdate, HeadUpdate> Spoil { get; set; } = update => update;

    /// <summary>How many next requests get no answer at all.</summary>
    public int Unreachable { get; set; }

    /// <summary>Requests whose path ends so get no answer.</summary>
    public string? UnreachableAt { get; set; }

    /// <summary>What it says to a letter, right or wrong; null takes it.</summary>
    public Func<SignedMail, Refusal?> RefusesMail { get; set; } = _ => null;

    /// <summary>Mail of a purpose disappears from every box.</summary>
    public void LoseMail(string purpose) => Assert.NotEqual(0, mailbox.RemoveAll(mail => mail.Purpose == purpose));

    /// <summary>A mail that no client made.</summary>
    public void Put(SignedMail mail) => mailbox.Add(mail);

    /// <summary>The one mail of a purpose becomes another.</summary>
    public void ChangeMail(string purpose, Func<SignedMail, SignedMail> change)
    {
        var at = mailbox.IndexOf(Assert.Single(mailbox, mail => mail.Purpose == purpose));
        mailbox[at] = change(mailbox[at]);
    }

    /// <summary>Letters lie in every box in the opposite order.</summary>
    public void ShuffleMail() => mailbox.Reverse();

    /// <summary>What it says about changes of credit.</summary>
    public IReadOnlyList<CreditChange> CreditChanges { get; set; } = [];

    /// <summary>Evidence that was handed over.</summary>
    public List<OffenceEvidence> Evidence { get; } = [];

    /// <summary>What the node says its key is.</summary>
    public Bytes32? PretendedKey { get; set; }

    public HttpResponseMessage Answer(HttpMethod method, string pathAndQuery, byte[] body, TestPart part, string? token)
    {
        var path = pathAndQuery.Split('?')[0];
        query = System.Web.HttpUtility.ParseQueryString(pathAndQuery[path.Length..]);
        if (UnreachableAt is { } closed && path.EndsWith(closed, StringComparison.Ordinal))
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "no route");
        }

        if (Unreachable > 0)
        {
            Unreachable--;
            throw new HttpRequestException(HttpRequestError.ConnectionError, "no route");
        }

        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["v1", "login", ..])
        {
            return parts.Length == 3 ? Challenge() : LogIn(body);
        }

        if (parts is ["v1", "chains", var genesisOf, "genesis"])
        {
            return Answers.Bytes(chains[Parse(genesisOf)].Genesis.ToBytes());
        }

        if (parts is ["v1", "desk", "registrations"] && method == HttpMethod.Post)
        {
            return Register(body);
        }

        return token is not null && tokens.TryGetValue(token, out var caller) && chains[caller.ChainId].State.Entries.EndOf(caller.Key) is null
            ? AnswerCaller(method, parts, body, part, caller.Key)
            : Answers.Problem(HttpStatusCode.Unauthorized, "LOGIN_REQUIRED");
    }

    private HttpResponseMessage AnswerCaller(HttpMethod method, string[] parts, byte[] body, TestPart part, Bytes32 caller) => parts[1] switch
    {
        "chains" => AnswerChain(parts, body),
        "mail" => AnswerMail(method, parts, body, caller),
        "content" => AnswerContent(parts, body, part, caller),
        "desk" => AnswerDesk(parts, body),
        "pre" => AnswerProxy(parts, body),
        "evidence" => TakeEvidence(body),
        "search" => Search(body),
        "fellows" => Fellows.Answer(method, parts, body, caller),
        _ => Answers.Problem(HttpStatusCode.NotFound, "NOT_FOUND"),
    };

    private HttpResponseMessage AnswerChain(string[] parts, byte[] body)
    {
        var chain = Shows.GetValueOrDefault(Parse(parts[2])) ?? chains[Parse(parts[2])];
        switch (parts[3..])
        {
            case ["head"]:
                return Answers.Bytes(chain.Head().ToBytes());
            case ["head", "cosigned"]:
                return chain.Update(int.Parse(query["witnesses"]!, CultureInfo.InvariantCulture), HeightOf("since")) is { } update
                    ? Answers.Bytes(Spoil(update).ToBytes())
                    : Answers.Problem(Refusals.WitnessesMissing);
            case ["records"]:
                var record = Record.Parse(body).OrThrow();
                Proxy?.SeeRevoke(record);
                return chain.Apply(record) is { } refusal
                    ? Answers.Problem(refusal)
                    : Answers.Json(new { recordId = record.Id, status = "promised", promise = chain.PromiseOf(record.Id).ToBytes() }, HttpStatusCode.Accepted);
            case ["records", var id]:
                var entry = chain.State.Entries.Record(Parse(id));
                return Answers.Json(new { recordId = Parse(id), status = entry is null ? "unknown" : "in-block", height = entry?.Height });
            case ["records", var id, "proof"]:
                return chain.Prove(Parse(id), HeightOf("height")) is { } proof ? Answers.Bytes(proof.ToBytes()) : Answers.Problem(Refusals.RecordUnknown);
            case ["blocks", var height]:
                return Answers.Bytes(chain.Blocks[int.Parse(height, System.Globalization.CultureInfo.InvariantCulture)].ToBytes());
            case ["credit", _, "changes"]:
                return Answers.Json(CreditChanges);
            case ["state", var kind, var identifier, "proof"]:
                return Answers.Bytes(chain.Prove(kind, Convert.FromHexString(identifier), HeightOf("height")).ToBytes());
            case ["visits", var pid, "records"]:
                return Answers.Json(chain.Blocks.SelectMany(block => block.Records.Select(made => (made, block.Header.Height)))
                    .Where(item => item.made.Body is Diagnosis diagnosis && Convert.ToHexStringLower(diagnosis.Pid.Span) == pid)
                    .Select(item => new { recordId = item.made.Id, kind = item.made.Kind, author = item.made.Author, height = item.Height }).ToArray());
            default:
                return Answers.Problem(HttpStatusCode.NotFound, "NOT_FOUND");
        }
    }

    private HttpResponseMessage TakeEvidence(byte[] body)
    {
        var evidence = OffenceEvidence.Parse(body).OrThrow();
        Evidence.Add(evidence);
        return evidence.Refuses() is { } refusal
            ? Answers.Problem(refusal)
            : Answers.Json(new { code = evidence.Code, chainId = evidence.Genesis.ChainId, offenceKey = evidence.OffenceKey }, HttpStatusCode.Accepted);
    }

    private HttpResponseMessage AnswerMail(HttpMethod method, string[] parts, byte[] body, Bytes32 caller)
    {
        var own = mailbox.Where(mail => chains.Values.Any(chain => chain.State.Entries.AreOneParty(mail.Recipient, caller)));
        if (method == HttpMethod.Post)
        {
            using var json = JsonDocument.Parse(body);
            var mail = SignedMail.Assemble(
                Hash(json, "chainId"), Hex(json, "sealed"), json.RootElement.GetProperty("expiryMillis").GetUInt64(), new Signature64(Hex(json, "signature"))).OrThrow();
            Assert.True(mail.SignatureIsValid());
            Assert.Equal(caller, mail.Sender);
            Assert.Equal(Hash(json, "recipient"), mail.Recipient);
            if (RefusesMail(mail) is { } refused)
            {
                return Answers.Problem(refused);
            }

            if (mail.Purpose == MailPurposes.FellowAsk && !Fellows.Allows(mail.Recipient))
            {
                return Answers.Problem(Refusals.FellowNotOffered);
            }

            if (mailbox.All(known => known.SealedHash != mail.SealedHash))
            {
                mailbox.Add(mail);
            }

            return Answers.Json(new { id = mail.SealedHash }, HttpStatusCode.Accepted);
        }

        if (parts.Length == 2)
        {
            return Answers.Json(own.Select(mail => new { id = mail.SealedHash, sender = mail.Sender, purpose = mail.Purpose, expiryMillis = mail.ExpiryMillis, size = mail.Sealed.Length }).ToArray());
        }

        var named = own.First(mail => mail.SealedHash == Parse(parts[2]));
        if (method == HttpMethod.Delete)
        {
            mailbox.Remove(named);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }

        return Answers.Bytes(named.ToBytes());
    }

    private HttpResponseMessage AnswerContent(string[] parts, byte[] body, TestPart part, Bytes32 caller)
    {
        switch (parts[2..])
        {
            case ["uploads"]:
                using (var begin = JsonDocument.Parse(body))
                {
                    return content.Begin(Hash(begin, "sha256"), begin.RootElement.GetProperty("sizeBytes").GetInt64());
                }

            case ["uploads", var hash] when body.Length == 0:
                return content.State(Parse(hash));
            case ["uploads", var hash]:
                return content.Append(Parse(hash), part.From, body);
            case ["uploads", var hash, "finish"]:
                using (var finish = JsonDocument.Parse(body))
                {
                    return Finish(Parse(hash), Hash(finish, "chainId"), finish.RootElement, caller);
                }

            case ["access"]:
                var reader = new CanonicalReader(body);
                var request = AccessRequest.Read(ref reader);
                Assert.Equal(caller, request.Requester);
                return content.Access(request, chains);
            default:
                return content.Fetch(Parse(parts[2]), part, caller);
        }
    }

    /// <summary>Computes ctx itself; a team's only by the real rule, on the real chain.</summary>
    private HttpResponseMessage Finish(Bytes32 hash, Bytes32 chainId, JsonElement order, Bytes32 caller)
    {
        byte[] Part(string name) => Convert.FromHexString(order.GetProperty(name).GetString()!);
        Bytes32 context = default;
        Refusal? refusal = null;
        switch (order.GetProperty("kind").GetString())
        {
            case RecordKinds.TeamDiagnosis:
                refusal = TeamConfirmation.Refuses(chains[chainId].State, Parse(order.GetProperty("sid").GetString()!), caller, hash, out context);
                break;
            case RecordKinds.Diagnosis:
                context = RecordContext.ForDiagnosis(chainId, caller, Part("pid"), Part("visitKey"), hash);
                break;
            case RecordKinds.Document:
                context = RecordContext.ForDocument(chainId, caller, Part("folderKey"), hash);
                break;
        }

        return refusal is null ? content.Finish(hash, chainId, context) : Answers.Problem(refusal);
    }

    private HttpResponseMessage AnswerDesk(string[] parts, byte[] body)
    {
        switch (parts[2..])
        {
            case ["tickets"]:
                return Answers.Json(new { ticket = Desk!.Issue().ToBytes() });
            case ["registrations"]:
                return Answers.Json(Desk!.Waiting().ToArray());
            case ["visits", var pid, "assign"]:
                using (var json = JsonDocument.Parse(body))
                {
                    var doctors = json.RootElement.GetProperty("doctors").EnumerateArray().Select(key => Parse(key.GetString()!)).ToArray();
                    var assigned = Desk!.Assign(pid, doctors);
                    return assigned.Ok ? Answers.Json(new { recordId = assigned.Value.Id, status = "promised" }) : Answers.Problem(assigned.Refusal);
                }

            default:
                return Answers.Problem(HttpStatusCode.NotFound, "NOT_FOUND");
        }
    }

    private HttpResponseMessage AnswerProxy(string[] parts, byte[] body)
    {
        switch (parts[2..])
        {
            case []:
                return Answers.Json(new { proxyKey = Proxy!.Key });
            case ["shares", var id]:
                var share = Proxy!.Share(Parse(id));
                return share is null
                    ? Answers.Problem(Refusals.ShareUnknown)
                    : Answers.Json(new { shareId = share.ShareId, chainId = share.ChainId, stage = share.Stage, hasDoctorHalf = !share.Doctor.IsZero, hasConsent = !share.Patient.IsZero, grantId = share.GrantId.IsZero ? (Bytes32?)null : share.GrantId });
            default:
                var reader = new CanonicalReader(body);
                var delivered = Proxy!.Access(AccessRequest.Read(ref reader));
                return delivered.Ok ? Answers.Bytes(delivered.Value.ToBytes()) : Answers.Problem(delivered.Refusal);
        }
    }

    private HttpResponseMessage Search(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var chain = chains[Hash(json, "chainId")];
        var visit = chain.State.Entries.Visit(Hex(json, "pid"))!;
        Assert.True(G1.TryDecode(visit.VisitKey.Span, out var visitKey));
        Assert.True(L19Trapdoor.TryDecode(Hex(json, "trapdoor"), out var trapdoor));
        var found = new List<Bytes32>();
        foreach (var record in chain.Blocks.SelectMany(block => block.Records))
        {
            if (record.Body is Diagnosis body2 && body2.Pid.Span.SequenceEqual(Hex(json, "pid")) && L19Capsule.TryDecode(body2.Capsule.Span, out var capsule))
            {
                var context = RecordContext.ForDiagnosis(record.ChainId, record.Author, body2.Pid.Span, visit.VisitKey.Span, body2.Content.ContentHash);
                Assert.True(L19Verifier.TryVerify(visitKey, capsule, context.ToArray(), out var verified));
                if (L19Trapdoor.Test(HospitalKey!, verified, trapdoor))
                {
                    found.Add(record.Id);
                }
            }
        }

        return Answers.Json(new { records = found });
    }

    private HttpResponseMessage Register(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var reader = new CanonicalReader(Hex(json, "claim"));
        var registration = new Registration
        {
            Claim = VisitClaim.Read(ref reader),
            VisitSignature = new Signature64(Hex(json, "visitSignature")),
            Sealed = Hex(json, "sealed"),
        };
        return Desk!.Register(registration) is { } refusal
            ? Answers.Problem(refusal)
            : Answers.Json(new { visitPid = registration.Claim.Pid.ToArray() }, HttpStatusCode.Accepted);
    }

    private HttpResponseMessage Challenge() => Answers.Json(new
    {
        nonce = new Bytes32(RandomNumberGenerator.GetBytes(32)),
        nodeKey = PretendedKey ?? Address.NodeKey,
        tlsFingerprint = Address.TlsFingerprint,
        timeMillis = clock.NowMillis,
    });

    private HttpResponseMessage LogIn(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var (chainId, key, expiry) = (Hash(json, "chainId"), Hash(json, "key"), json.RootElement.GetProperty("expiryMillis").GetUInt64());
        var entries = chains[chainId].State.Entries;
        if (entries.Enrolment(key) is null && entries.VisitAuthoredBy(key) is null)
        {
            return Answers.Problem(HttpStatusCode.Unauthorized, "LOGIN_UNKNOWN_KEY");
        }

        if (entries.EndOf(key) is { } ended)
        {
            return Answers.Problem(ended);
        }

        Assert.True(Bip340.Verify(
            key, SignedMessage.Login(chainId, Address.NodeKey, Address.TlsFingerprint, Hex(json, "nonce"), expiry), new Signature64(Hex(json, "signature"))));
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        tokens[token] = (chainId, key);
        return Answers.Json(new { token, expiryMillis = clock.NowMillis + 600_000, role = "doctor" });
    }

    private ulong? HeightOf(string name) => query[name] is { } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;

    private static Bytes32 Parse(string hex) => Bytes32.TryParse(hex, out var value) ? value : throw new FormatException(hex);

    private static Bytes32 Hash(JsonDocument json, string name) => Parse(json.RootElement.GetProperty(name).GetString()!);

    private static byte[] Hex(JsonDocument json, string name) => Convert.FromHexString(json.RootElement.GetProperty(name).GetString()!);
}
