namespace HospitalChain.Consensus;

/// <summary>Where a pending record stands at the supernode. A follower's stay <see cref="Waiting"/>.</summary>
internal enum PendingStage
{
    /// <summary>To be judged, again if need be.</summary>
    Waiting,

    /// <summary>In a verification job.</summary>
    Verifying,

    /// <summary>Verified, waiting for a block.</summary>
    Ready,

    /// <summary>Refused; its rejection is on the way.</summary>
    Refused,
}
