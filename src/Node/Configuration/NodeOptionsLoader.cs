using System.Net;
using System.Text.Json;

namespace HospitalChain.Node.Configuration;

/// <summary>
/// node.json, then the environment (<c>HCHAIN_NODE_API__PORT=7001</c> sets <c>api.port</c>), then the command line
/// (<c>--api:port 7001</c>). Relative paths start at the folder of node.json.
/// </summary>
public static class NodeOptionsLoader
{
    public const string EnvironmentPrefix = "HCHAIN_NODE_";

    private const int DefaultApiPort = 7000;
    private const int DefaultPeerPort = 7100;

    /// <param name="arguments">Must name the file: <c>--config node.json</c>.</param>
    /// <exception cref="NodeOptionsException">The first setting that cannot be used, by name.</exception>
    public static NodeOptions Load(IReadOnlyList<string> arguments)
    {
        var (file, overrides) = SplitArguments(arguments);
        return Read(Settings(file, overrides), Path.GetDirectoryName(file)!);
    }

    private static (string File, string[] Overrides) SplitArguments(IReadOnlyList<string> arguments)
    {
        string? file = null;
        var overrides = new List<string>();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Count)
            {
                throw new NodeOptionsException(arguments[i], "is not an option with a value", "Use: --config node.json [--key value]…");
            }

            if (arguments[i] is "--config")
            {
                file = arguments[i + 1];
            }
            else
            {
                overrides.AddRange([arguments[i], arguments[i + 1]]);
            }
        }

        return file is null
            ? throw new NodeOptionsException("--config", "is missing", "Say where node.json is: --config node.json")
            : (Path.GetFullPath(file), overrides.ToArray());
    }

    private static IConfiguration Settings(string file, string[] overrides)
    {
        if (!File.Exists(file))
        {
            throw new NodeOptionsException("--config", $"there is no file {file}", "Say where node.json is: --config node.json");
        }

        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(file, optional: false, reloadOnChange: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddCommandLine(overrides)
                .Build();
        }
        catch (InvalidDataException exception)
        {
            throw new NodeOptionsException(file, "is not JSON: " + ((exception.InnerException as JsonException)?.Message ?? exception.InnerException?.Message), "Correct the file.");
        }
    }

    private static NodeOptions Read(IConfiguration settings, string folder)
    {
        var reader = new SettingReader(settings);
        var options = new NodeOptions
        {
            Name = reader.Text("name") ?? "node",
            DataDirectory = Path.GetFullPath(reader.RequiredText("dataDirectory"), folder),
            Api = reader.EndPoint("api", DefaultApiPort),
            Peers = reader.EndPoint("peers", DefaultPeerPort),
            Contacts = reader.Items("peers:contacts").Select(item => Contact(reader, item)).ToArray(),
            Modules = reader.Items("modules").Select(item => reader.Choice<NodeModule>(item, reader.RequiredText(item))).ToHashSet(),
            Chains = reader.Items("chains").Select(item => Chain(reader, item, folder)).ToArray(),
            KeystorePath = ExistingFile(reader, "keystore:path", folder),
            PassphraseFile = ExistingFile(reader, "keystore:passphraseFile", folder),
            Proxy = reader.Items("modules").Any(item => reader.RequiredText(item).Equals("pre", StringComparison.OrdinalIgnoreCase))
                ? new ProxyOptions(ExistingFile(reader, "pre:keystore:path", folder), ExistingFile(reader, "pre:keystore:passphraseFile", folder))
                : null,
            S3 = S3(reader, folder),
            Limits = Limits(reader),
            OtlpEndpoint = Otlp(reader),
        };
        reader.RefuseUnknown();
        RefuseClashes(options);
        return options;
    }

    private static PeerOptions Contact(SettingReader reader, string item) => new(
        reader.RequiredText(item + ":name"),
        reader.HostAndPort(item + ":address"),
        reader.Hash(item + ":fingerprint"));

    private static ChainOptions Chain(SettingReader reader, string item, string folder) => new(
        reader.RequiredText(item + ":name"),
        ExistingFile(reader, item + ":genesis", folder),
        reader.Choice<ChainMode>(item + ":mode", reader.RequiredText(item + ":mode")))
    {
        IsWitness = reader.Flag(item + ":witness", fallback: true),
        ConfirmationsAfterRestore = (int)reader.Whole(item + ":restore:confirmations", 1, 1, 64),
        ManagerConfirms = reader.Flag(item + ":restore:manager", fallback: true),
    };

    private static LimitOptions Limits(SettingReader reader)
    {
        var standard = new LimitOptions();
        return new LimitOptions
        {
            ContentBytesMax = reader.Whole("limits:contentBytesMax", standard.ContentBytesMax, 1, long.MaxValue),
            ContentQuotaBytes = reader.Whole("limits:contentQuotaBytes", standard.ContentQuotaBytes, 1, long.MaxValue),
            DiskReserveBytes = reader.Whole("limits:diskReserveBytes", standard.DiskReserveBytes, 0, long.MaxValue),
            RequestsPerSecond = (int)reader.Whole("limits:requestsPerSecond", standard.RequestsPerSecond, 1, 1_000_000),
            LoginsPerSecond = (int)reader.Whole("limits:loginsPerSecond", standard.LoginsPerSecond, 1, 1_000_000),
            MailsPerBox = (int)reader.Whole("limits:mailsPerBox", standard.MailsPerBox, 1, 1_000_000),
            MailsPerSender = (int)reader.Whole("limits:mailsPerSender", standard.MailsPerSender, 1, 1_000_000),
        };
    }

    private static S3Options? S3(SettingReader reader, string folder)
    {
        if (!reader.Has("content:s3"))
        {
            return null;
        }

        var text = reader.RequiredText("content:s3:endpoint");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || !(endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback)))
        {
            throw new NodeOptionsException("content.s3.endpoint", $"'{text}' is not an https address", "Write it like https://s3.example.org; plain http only for a service on this machine.");
        }

        var prefix = reader.Text("content:s3:prefix") ?? string.Empty;
        return prefix.Length > 0 && !prefix.EndsWith('/')
            ? throw new NodeOptionsException("content.s3.prefix", $"'{prefix}' does not end with a slash", "Add one.")
            : new S3Options(
                endpoint, reader.Text("content:s3:region") ?? "us-east-1", reader.RequiredText("content:s3:bucket"), prefix, ExistingFile(reader, "content:s3:credentialsFile", folder));
    }

    private static Uri? Otlp(SettingReader reader)
    {
        const string key = "telemetry:otlpEndpoint";
        if (reader.Text(key) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new NodeOptionsException("telemetry.otlpEndpoint", $"'{text}' is not an http address", "Write it like http://localhost:4318.");
    }

    private static string ExistingFile(SettingReader reader, string key, string folder)
    {
        var path = Path.GetFullPath(reader.RequiredText(key), folder);
        return File.Exists(path)
            ? path
            : throw new NodeOptionsException(key.Replace(':', '.'), $"there is no file {path}", "Create the file, or correct the path.");
    }

    private static void RefuseClashes(NodeOptions options)
    {
        if (options.Api.Port == options.Peers.Port && options.Api.Port != 0)
        {
            throw new NodeOptionsException("peers.port", $"{options.Peers.Port} is the API's port too", "Give each its own port.");
        }

        RefuseTwice("chains", options.Chains, chain => chain.Name);
        RefuseTwice("peers.contacts", options.Contacts, contact => contact.Fingerprint.ToString());
    }

    private static void RefuseTwice<T>(string key, IReadOnlyList<T> items, Func<T, string> nameOf)
    {
        if (items.GroupBy(nameOf, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new NodeOptionsException(key, $"{twice.Key} stands there twice", "Remove one.");
        }
    }
}
