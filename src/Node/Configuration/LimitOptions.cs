namespace HospitalChain.Node.Configuration;

/// <summary>What callers may ask of this node.</summary>
public sealed record LimitOptions
{
    /// <summary>Largest single content.</summary>
    public long ContentBytesMax { get; init; } = 16L << 30;

    /// <summary>Most that one key may have stored and open.</summary>
    public long ContentQuotaBytes { get; init; } = 256L << 30;

    /// <summary>Space left free on the disk for everything else.</summary>
    public long DiskReserveBytes { get; init; } = 256L << 20;

    /// <summary>Requests per second of one caller, after a burst of ten times as many.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>Login attempts per second of one address, after a burst of ten times as many.</summary>
    public int LoginsPerSecond { get; init; } = 10;

    /// <summary>Letters that wait in one mailbox.</summary>
    public int MailsPerBox { get; init; } = 1_000;

    /// <summary>Letters of one sender that wait in this node's boxes.</summary>
    public int MailsPerSender { get; init; } = 1_000;
}
