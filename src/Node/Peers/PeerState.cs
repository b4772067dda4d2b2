namespace HospitalChain.Node.Peers;

public enum PeerState
{
    /// <summary>Known, but it has no address and has not called.</summary>
    Absent,

    /// <summary>Being called, or waiting for the next call.</summary>
    Calling,

    Connected,

    /// <summary>Blocked by an administrator.</summary>
    Blocked,
}
