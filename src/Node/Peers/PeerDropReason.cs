namespace HospitalChain.Node.Peers;

/// <summary>Why a connection ended or never came to be. Stable codes: the explorer, metrics and tests name them.</summary>
public static class PeerDropReason
{
    /// <summary>Sent more frames or bytes than its rate.</summary>
    public const string Flooding = "FLOODING";

    /// <summary>Sent a frame above its kind's size.</summary>
    public const string Oversize = "OVERSIZE";

    /// <summary>Sent a frame of a type that this protocol version does not have.</summary>
    public const string UnknownFrame = "UNKNOWN_FRAME";

    /// <summary>Sent a text message or an empty one.</summary>
    public const string BadFrame = "BAD_FRAME";

    /// <summary>Does not read what it is sent: the queue for it is full, or one send takes too long.</summary>
    public const string Slow = "SLOW";

    /// <summary>Neither frames nor answers to pings for the idle time.</summary>
    public const string Silent = "SILENT";

    /// <summary>Blocked by an administrator of this node.</summary>
    public const string Blocked = "BLOCKED";

    /// <summary>Its fingerprint is not among the known ones.</summary>
    public const string Unknown = "UNKNOWN_FINGERPRINT";

    /// <summary>At the address answers a certificate other than the pinned one.</summary>
    public const string WrongPin = "WRONG_PIN";

    /// <summary>Nobody answers at the address, or the answer is not a peer's.</summary>
    public const string Unreachable = "UNREACHABLE";

    /// <summary>A newer connection of the same peer took over.</summary>
    public const string Replaced = "REPLACED";

    /// <summary>Both called each other; the other connection stays.</summary>
    public const string Duplicate = "DUPLICATE";

    /// <summary>The peer closed the connection; the detail is its reason.</summary>
    public const string Closed = "CLOSED_BY_PEER";

    /// <summary>The connection broke.</summary>
    public const string Lost = "CONNECTION_LOST";

    /// <summary>This node stops.</summary>
    public const string Stopping = "STOPPING";
}
