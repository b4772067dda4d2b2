using System.Text;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Audit;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Tests.Codec;
using HospitalChain.Protocol.Tests.Flows.Documents;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Audit;

public sealed class AuditExportTests
{
    private readonly DocumentScene scene = new();
    private readonly Record grant;
    private readonly Record delivered;
    private readonly Record refused;
    private readonly Random random;

    public AuditExportTests(ITestOutputHelper output)
    {
        random = SeededRandom.Make(output);
        grant = scene.Add(scene.Folders.Grant(scene.Folder, scene.Insurer).Grant);
        delivered = scene.Add(AccessOf(scene.Request(grant.Id), code: string.Empty));
        refused = scene.Add(AccessOf(scene.Request(grant.Id), "CONSENT_REVOKED", requests: 3));
    }

    private AuditTrail Trail => AuditTrail.From(
        scene.World.HospitalGenesis, [scene.ProofOf(refused), scene.ProofOf(delivered), scene.ProofOf(delivered)], [scene.ProofOf(grant)]).OrThrow();

    [Fact]
    public void A_trail_shows_who_read_what_when_and_under_which_grant_in_the_chains_order()
    {
        var lines = Lines(AuditFormat.JsonLines);
        Assert.Equal([delivered.Id.ToString(), refused.Id.ToString()], lines.Select(line => line.GetProperty("accessId").GetString()!), StringComparer.Ordinal);
        var first = lines[0];
        Assert.Equal(scene.Insurer.Key.ToString(), first.GetProperty("reader").GetString());
        Assert.Equal(scene.Document.Id.ToString(), first.GetProperty("recordId").GetString());
        Assert.Equal(grant.Id.ToString(), first.GetProperty("grantId").GetString());
        Assert.Equal("HPAYMT", first.GetProperty("purpose").GetString());
        Assert.Equal(scene.Folder.Owner.PublicKey.ToString(), first.GetProperty("owner").GetString());
        Assert.Equal("2026-09-21T14:14:20.000Z", first.GetProperty("requested").GetString());
        Assert.Equal("CONSENT_REVOKED", lines[1].GetProperty("refusal").GetString());
        Assert.Equal(3, lines[1].GetProperty("requests").GetInt32());
    }

    [Fact]
    public void A_delivery_is_a_BALP_PatientRead_and_a_refusal_claims_no_success()
    {
        var events = Lines(AuditFormat.Fhir);
        var read = events[0];
        Assert.Equal("AuditEvent", read.GetProperty("resourceType").GetString());
        Assert.EndsWith("IHE.BasicAudit.PatientRead", read.GetProperty("meta").GetProperty("profile")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("rest", read.GetProperty("type").GetProperty("code").GetString());
        Assert.Equal("read", read.GetProperty("subtype")[0].GetProperty("code").GetString());
        Assert.Equal(("R", "0"), (read.GetProperty("action").GetString(), read.GetProperty("outcome").GetString()));
        var agents = read.GetProperty("agent").EnumerateArray().ToDictionary(
            agent => agent.GetProperty("type").GetProperty("coding")[0].GetProperty("code").GetString()!, StringComparer.Ordinal);
        Assert.Equal(["110152", "110153", "IRCP"], agents.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(["110152", "110153"], code => Assert.True(agents[code].TryGetProperty("network", out _)));
        Assert.False(agents["IRCP"].TryGetProperty("network", out _));
        Assert.True(agents["IRCP"].GetProperty("requestor").GetBoolean());
        Assert.Equal(scene.World.Proxy.Key.ToString(), ValueOf(agents["110153"].GetProperty("who")));
        Assert.Equal("HPAYMT", agents["IRCP"].GetProperty("purposeOfUse")[0].GetProperty("coding")[0].GetProperty("code").GetString());
        var entities = read.GetProperty("entity").EnumerateArray().ToDictionary(entity => entity.GetProperty("type").GetProperty("code").GetString()!, StringComparer.Ordinal);
        Assert.Equal("1", entities["1"].GetProperty("role").GetProperty("code").GetString());
        Assert.Equal(scene.Folder.Owner.PublicKey.ToString(), ValueOf(entities["1"].GetProperty("what")));
        Assert.Equal("4", entities["2"].GetProperty("role").GetProperty("code").GetString());
        Assert.Equal(scene.Document.Id.ToString(), ValueOf(entities["2"].GetProperty("what")));

        Assert.False(events[1].TryGetProperty("meta", out _));
        Assert.Equal(("4", "CONSENT_REVOKED"), (events[1].GetProperty("outcome").GetString(), events[1].GetProperty("outcomeDesc").GetString()));

        static string? ValueOf(JsonElement reference) => reference.GetProperty("identifier").GetProperty("value").GetString();
    }

    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("a, \"b\"", "\"a, \"\"b\"\"\"")]
    [InlineData("study 7", "study 7")]
    public void A_table_keeps_its_columns_and_starts_no_formula(string purpose, string written)
    {
        var (other, _) = scene.Folders.Grant(scene.Folder, scene.Insurer, spoil: body => new Grant
        {
            Scope = body.Scope,
            Target = body.Target,
            Grantee = body.Grantee,
            Purpose = purpose,
            FromMillis = body.FromMillis,
            UntilMillis = body.UntilMillis,
            Proxy = body.Proxy,
            Delegation = body.Delegation,
        });
        scene.Add(other);
        var access = scene.Add(AccessOf(scene.Request(other.Id), code: string.Empty));
        var trail = AuditTrail.From(scene.World.HospitalGenesis, [scene.ProofOf(access)], [scene.ProofOf(other)]).OrThrow();
        var rows = Encoding.UTF8.GetString(AuditExport.Write(trail, AuditFormat.Csv)).Split("\r\n");
        Assert.Equal(3, rows.Length);
        Assert.StartsWith("access_id,", rows[0], StringComparison.Ordinal);
        Assert.Contains($",{scene.Folder.Owner.PublicKey},{written},true,,1", rows[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AuditFormat.JsonLines)]
    [InlineData(AuditFormat.Csv)]
    [InlineData(AuditFormat.Fhir)]
    public void A_signed_export_is_checked_offline_to_the_last_byte(AuditFormat format)
    {
        var file = AuditExport.Write(Trail, format);
        var export = AuditExport.Parse(AuditExport.Sign(file, format, scene.Folders.ChainId, scene.Folder.Owner).ToBytes()).OrThrow();
        Assert.Null(export.Refuses(file));
        Assert.Null(export.Refuses(file, Trail));

        var changed = file.ToArray();
        changed[^3] ^= 1;
        Assert.Equal("EXPORT_INVALID", export.Refuses(changed)?.Code);
        var forged = AuditExport.Sign(changed, format, scene.Folders.ChainId, scene.Folder.Owner);
        Assert.Null(forged.Refuses(changed));
        Assert.Equal("EXPORT_INVALID", forged.Refuses(changed, Trail)?.Code);
        var shorter = AuditTrail.From(scene.World.HospitalGenesis, [scene.ProofOf(delivered)], [scene.ProofOf(grant)]).OrThrow();
        Assert.Equal("EXPORT_INVALID", export.Refuses(file, shorter)?.Code);
    }

    [Fact]
    public void An_export_that_another_signed_is_refused()
    {
        var file = AuditExport.Write(Trail, AuditFormat.Csv);
        var right = AuditExport.Sign(file, AuditFormat.Csv, scene.Folders.ChainId, scene.Doctor.Signing);
        var claimed = new AuditExport
        {
            ChainId = right.ChainId, Format = right.Format, FileHash = right.FileHash, Maker = scene.Folder.Owner.PublicKey, Signature = right.Signature,
        };
        Assert.Equal("EXPORT_INVALID", claimed.Refuses(file)?.Code);
        new DecoderFuzz<AuditExport>(bytes => AuditExport.Parse(bytes).Value, value => value.ToBytes()).Run([right.ToBytes()], 1000, random);
    }

    [Fact]
    public void Only_proven_accesses_make_a_trail_and_a_patient_sees_the_own()
    {
        Assert.Equal("EXPORT_INVALID", AuditTrail.From(scene.World.HospitalGenesis, [scene.ProofOf(grant)], []).Refusal?.Code);
        Assert.Equal("EXPORT_INVALID", AuditTrail.From(scene.World.HospitalGenesis, [], [scene.ProofOf(delivered)]).Refusal?.Code);
        Assert.False(AuditTrail.From(scene.World.RegistryGenesis, [scene.ProofOf(delivered)], []).Ok);
        Assert.Equal(2, Trail.Of(scene.Folder.Owner.PublicKey).Lines.Count);
        Assert.Empty(Trail.Of(scene.Doctor.Key).Lines);
    }

    [Fact]
    public void An_attempt_under_no_grant_or_a_strangers_shows_in_the_log_of_whose_record_it_was()
    {
        var strangers = new TestFolder("stranger's", scene.World.Hospital.Signing);
        scene.Add(scene.Folders.Open(strangers));
        var (foreign, rekey) = scene.Folders.Grant(strangers, scene.Insurer);
        rekey.Dispose();
        scene.Add(foreign);
        var attempt = scene.Add(AccessOf(scene.Request(foreign.Id), "CONSENT_MISSING"));
        RecordProof[] subjects = [scene.ProofOf(scene.Document), scene.ProofOf(scene.FolderRecord)];
        var trail = AuditTrail.From(scene.World.HospitalGenesis, [scene.ProofOf(attempt)], [scene.ProofOf(foreign)], subjects).OrThrow();
        Assert.Single(trail.Of(scene.Folder.Owner.PublicKey).Lines);
        Assert.Empty(trail.Of(strangers.Owner.PublicKey).Lines);
        Assert.Equal("EXPORT_INVALID", AuditTrail.From(scene.World.HospitalGenesis, [], [], [scene.ProofOf(attempt)]).Refusal?.Code);
        Assert.False(AuditTrail.From(scene.World.RegistryGenesis, [], [], subjects).Ok);
    }

    [Fact]
    public void A_clock_beyond_all_calendars_is_still_written()
    {
        var request = AccessRequest.Sign(scene.Folders.ChainId, scene.Document.Id, grant.Id, grant.Id, ulong.MaxValue, scene.Insurer.Signing);
        var access = scene.Add(AccessOf(request, "CONSENT_EXPIRED"));
        var trail = AuditTrail.From(scene.World.HospitalGenesis, [scene.ProofOf(access)], []).OrThrow();
        Assert.Contains("9999-12-31T23:59:59.999Z", Encoding.UTF8.GetString(AuditExport.Write(trail, AuditFormat.JsonLines)), StringComparison.Ordinal);
    }

    private Record AccessOf(AccessRequest request, string code, uint requests = 1) => Record.Sign(scene.Folders.ChainId, DocumentScene.Now, new Access
    {
        Request = request, Delivered = code.Length == 0, RefusalCode = code, Requests = requests,
    }, scene.World.Proxy.Signing);

    private JsonElement[] Lines(AuditFormat format) =>
        [.. Encoding.UTF8.GetString(AuditExport.Write(Trail, format)).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
}
