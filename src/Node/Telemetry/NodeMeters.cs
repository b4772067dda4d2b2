using System.Diagnostics.Metrics;

namespace HospitalChain.Node.Telemetry;

/// <summary>The node's own measurements. Labels are codes and kinds, never keys, names or contents.</summary>
public sealed class NodeMeters : IDisposable
{
    /// <summary>Name of the meter, for collectors.</summary>
    public const string Name = "HospitalChain.Node";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> peerFrames;
    private readonly Counter<long> peerBytes;
    private readonly Counter<long> peerDrops;
    private readonly Counter<long> logins;
    private readonly Counter<long> contentBytes;
    private readonly Counter<long> mails;

    public NodeMeters()
    {
        peerFrames = meter.CreateCounter<long>("hospitalchain.peer.frames", "{frame}", "Frames to and from peers");
        peerBytes = meter.CreateCounter<long>("hospitalchain.peer.bytes", "By", "Bytes to and from peers");
        peerDrops = meter.CreateCounter<long>("hospitalchain.peer.drops", "{connection}", "Ended or refused peer connections by reason");
        logins = meter.CreateCounter<long>("hospitalchain.logins", "{login}", "Login attempts by outcome");
        contentBytes = meter.CreateCounter<long>("hospitalchain.content.bytes", "By", "Content bytes stored and delivered");
        mails = meter.CreateCounter<long>("hospitalchain.mails", "{letter}", "Letters by outcome");
    }

    public void PeerFrame(bool outgoing, long bytes)
    {
        var direction = new KeyValuePair<string, object?>("direction", outgoing ? "out" : "in");
        peerFrames.Add(1, direction);
        peerBytes.Add(bytes, direction);
    }

    public void PeerDropped(string reason) => peerDrops.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Login(string outcome) => logins.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Content(bool stored, long bytes) =>
        contentBytes.Add(bytes, new KeyValuePair<string, object?>("direction", stored ? "in" : "out"));

    public void Mail(string outcome) => mails.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Seconds until what ends soon; negative once it did.</summary>
    public void Watch(Func<IEnumerable<(string What, long SecondsLeft)>> expiring) => meter.CreateObservableGauge(
        "hospitalchain.expiry",
        () => expiring().Select(warning => new Measurement<long>(warning.SecondsLeft, new KeyValuePair<string, object?>("what", warning.What))),
        "s",
        "Time left of what ends soon");

    public void Dispose() => meter.Dispose();
}
