using System.Globalization;
using System.Net;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Configuration;

/// <summary>Reads settings one by one, naming what is wrong, and knows at the end which ones nobody asked for.</summary>
internal sealed class SettingReader(IConfiguration settings)
{
    private readonly HashSet<string> read = new(StringComparer.OrdinalIgnoreCase);

    public string? Text(string key)
    {
        read.Add(key);
        return settings[key] is { Length: > 0 } value ? value : null;
    }

    /// <summary>Whether a section has any setting.</summary>
    public bool Has(string section) => settings.GetSection(section).Exists();

    public string RequiredText(string key) => Text(key)
        ?? throw new NodeOptionsException(Shown(key), "is missing", "Add it to node.json.");

    public long Whole(string key, long fallback, long min, long max)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new NodeOptionsException(Shown(key), $"'{text}' is not a whole number from {min} to {max}", "Correct the number.");
    }

    public bool Flag(string key, bool fallback) => Text(key) switch
    {
        null => fallback,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new NodeOptionsException(Shown(key), $"'{text}' is neither true nor false", "Write true or false."),
    };

    public IPEndPoint EndPoint(string section, int defaultPort)
    {
        var address = Text(section + ":address") ?? "127.0.0.1";
        return IPAddress.TryParse(address, out var ip)
            ? new IPEndPoint(ip, (int)Whole(section + ":port", defaultPort, 0, IPEndPoint.MaxPort))
            : throw new NodeOptionsException(Shown(section + ":address"), $"'{address}' is not an IP address", "Use 127.0.0.1, or 0.0.0.0 to listen everywhere.");
    }

    public TEnum Choice<TEnum>(string key, string text)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw new NodeOptionsException(Shown(key), $"'{text}' is not known", "Use one of: " + string.Join(", ", Enum.GetNames<TEnum>()).ToLowerInvariant() + ".");

    public Bytes32 Hash(string key) => Bytes32.TryParse(RequiredText(key), out var value)
        ? value
        : throw new NodeOptionsException(Shown(key), "is not 64 hexadecimal digits", "Take it from the other node: node identity --config its/node.json.");

    /// <summary>host:port, or [IPv6]:port.</summary>
    public DnsEndPoint? HostAndPort(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate("tcp://" + text, UriKind.Absolute, out var uri) && uri.Port > 0 && uri.AbsolutePath is "/" or ""
            ? new DnsEndPoint(uri.IdnHost, uri.Port)
            : throw new NodeOptionsException(Shown(key), $"'{text}' is not host:port", "Write it like 10.0.0.5:7100.");
    }

    public IEnumerable<string> Items(string key) => settings.GetSection(key).GetChildren().Select(item => item.Path);

    /// <exception cref="NodeOptionsException">A key that no part of the node reads: a misspelling would otherwise be silent.</exception>
    public void RefuseUnknown()
    {
        foreach (var leaf in settings.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key).Order(StringComparer.Ordinal))
        {
            if (!read.Contains(leaf))
            {
                throw new NodeOptionsException(Shown(leaf), "is not a setting of this node", "Remove it, or correct its spelling.");
            }
        }
    }

    private static string Shown(string key) => key.Replace(':', '.');
}
