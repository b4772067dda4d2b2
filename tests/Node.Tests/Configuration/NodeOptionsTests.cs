using System.Text.Json.Nodes;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Content.S3;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Configuration;

public sealed class NodeOptionsTests : IDisposable
{
    private static readonly string Pin = new('a', 64);

    private readonly TemporaryFolder folder = new();

    public NodeOptionsTests()
    {
        File.WriteAllText(folder.File("node.keys"), "x");
        File.WriteAllText(folder.File("pass"), "x");
        File.WriteAllText(folder.File("registry.genesis"), "x");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_whole_file_is_read_with_paths_beside_it()
    {
        var options = Load(Whole());
        Assert.Equal(folder.File("data"), options.DataDirectory);
        Assert.Equal(7001, options.Api.Port);
        Assert.Equal("sm", Assert.Single(options.Contacts).Name);
        Assert.Equal(7102, options.Contacts[0].Address!.Port);
        Assert.Equal(ChainMode.Supernode, Assert.Single(options.Chains).Mode);
        Assert.Equal([NodeModule.Content, NodeModule.Explorer], options.Modules.Order());
        Assert.Equal(5, options.Limits.LoginsPerSecond);
    }

    [Fact]
    public void Content_is_kept_in_the_data_directory_unless_a_service_is_named()
    {
        Assert.Null(Load(Whole()).S3);
        var s3 = Load(Least("""{"content":{"s3":{"endpoint":"http://127.0.0.1:9000","bucket":"content","prefix":"a/","credentialsFile":"pass"}}}""")).S3!;
        Assert.Equal(("http://127.0.0.1:9000/", "us-east-1", "content", "a/", folder.File("pass")), (s3.Endpoint.ToString(), s3.Region, s3.Bucket, s3.Prefix, s3.CredentialsFile));
    }

    [Theory]
    [InlineData("one line only", 0x180)] // 0600
    [InlineData("access\nsecret", 0x1A4)] // 0644
    public void Credentials_that_others_read_or_that_are_not_two_lines_are_refused(string content, int mode)
    {
        File.WriteAllText(folder.File("s3"), content);
        File.SetUnixFileMode(folder.File("s3"), (UnixFileMode)mode);
        var wrong = Assert.Throws<NodeOptionsException>(() => S3Service.Open(new S3Options(new Uri("https://s3.example.org"), "us-east-1", "b", string.Empty, folder.File("s3"))));
        Assert.Equal("content.s3.credentialsFile", wrong.Key);
    }

    [Fact]
    public void The_command_line_wins_over_the_file() => Assert.Equal(7009, Load(Whole(), "--api:port", "7009").Api.Port);

    [Theory]
    [InlineData("api.prot", """{"api":{"prot":1}}""")]
    [InlineData("dataDirectroy", """{"dataDirectroy":"x"}""")]
    [InlineData("api.port", """{"api":{"port":70000}}""")]
    [InlineData("api.port", """{"api":{"port":"many"}}""")]
    [InlineData("api.address", """{"api":{"address":"somewhere"}}""")]
    [InlineData("modules.0", """{"modules":["contents"]}""")]
    [InlineData("chains.0.mode", """{"chains":[{"name":"r","genesis":"registry.genesis","mode":"boss"}]}""")]
    [InlineData("chains.0.genesis", """{"chains":[{"name":"r","genesis":"none","mode":"follower"}]}""")]
    [InlineData("chains.0.colour", """{"chains":[{"name":"r","genesis":"registry.genesis","mode":"follower","colour":"red"}]}""")]
    [InlineData("peers.contacts.0.fingerprint", """{"peers":{"contacts":[{"name":"a","fingerprint":"12"}]}}""")]
    [InlineData("peers.contacts.0.name", """{"peers":{"contacts":[{"fingerprint":"12"}]}}""")]
    [InlineData("peers.contacts.0.address", """{"peers":{"contacts":[{"name":"a","address":"nowhere","fingerprint":"12"}]}}""")]
    [InlineData("peers.port", """{"peers":{"port":7000}}""")]
    [InlineData("keystore.path", """{"keystore":{"path":"none","passphraseFile":"pass"}}""")]
    [InlineData("limits.loginsPerSecond", """{"limits":{"loginsPerSecond":0}}""")]
    [InlineData("content.s3.endpoint", """{"content":{"s3":{"bucket":"b","credentialsFile":"pass"}}}""")]
    [InlineData("content.s3.endpoint", """{"content":{"s3":{"endpoint":"http://s3.example.org","bucket":"b","credentialsFile":"pass"}}}""")]
    [InlineData("content.s3.bucket", """{"content":{"s3":{"endpoint":"https://s3.example.org","credentialsFile":"pass"}}}""")]
    [InlineData("content.s3.prefix", """{"content":{"s3":{"endpoint":"https://s3.example.org","bucket":"b","prefix":"here","credentialsFile":"pass"}}}""")]
    [InlineData("content.s3.credentialsFile", """{"content":{"s3":{"endpoint":"https://s3.example.org","bucket":"b","credentialsFile":"none"}}}""")]
    [InlineData("content.s3.colour", """{"content":{"s3":{"endpoint":"https://s3.example.org","bucket":"b","credentialsFile":"pass","colour":"red"}}}""")]
    [InlineData("telemetry.otlpEndpoint", """{"telemetry":{"otlpEndpoint":"collector"}}""")]
    public void What_is_wrong_is_named(string key, string change)
    {
        var wrong = Assert.Throws<NodeOptionsException>(() => Load(Least(change)));
        Assert.Equal(key, wrong.Key);
        Assert.NotEmpty(wrong.Hint);
    }

    [Theory]
    [InlineData("dataDirectory")]
    [InlineData("keystore")]
    public void What_is_missing_is_named(string key)
    {
        var settings = Least("{}");
        settings.Remove(key);
        Assert.StartsWith(key, Assert.Throws<NodeOptionsException>(() => Load(settings)).Key, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_json_is_named()
    {
        File.WriteAllText(folder.File("node.json"), "{ dataDirectory");
        Assert.EndsWith("node.json", Assert.Throws<NodeOptionsException>(() => NodeOptionsLoader.Load(["--config", folder.File("node.json")])).Key, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_peer_twice_is_refused()
    {
        var settings = Whole();
        settings["peers"]!["contacts"]!.AsArray().Add(settings["peers"]!["contacts"]![0]!.DeepClone());
        Assert.Equal("peers.contacts", Assert.Throws<NodeOptionsException>(() => Load(settings)).Key);
    }

    private static JsonObject Least(string change)
    {
        var settings = JsonNode.Parse("""{"dataDirectory":"data","keystore":{"path":"node.keys","passphraseFile":"pass"}}""")!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(change)!.AsObject())
        {
            settings[key] = value?.DeepClone();
        }

        return settings;
    }

    private static JsonObject Whole() => Least($$"""
        {
          "name": "a",
          "api": {"port": 7001},
          "peers": {"address": "0.0.0.0", "port": 7101, "contacts": [{"name": "sm", "address": "127.0.0.1:7102", "fingerprint": "{{Pin}}"}]},
          "modules": ["content", "explorer"],
          "chains": [{"name": "registry", "genesis": "registry.genesis", "mode": "supernode"}],
          "limits": {"loginsPerSecond": 5},
          "telemetry": {"otlpEndpoint": "http://localhost:4318"}
        }
        """);

    private NodeOptions Load(JsonObject settings, params string[] more)
    {
        File.WriteAllText(folder.File("node.json"), settings.ToJsonString());
        return NodeOptionsLoader.Load(["--config", folder.File("node.json"), .. more]);
    }
}
