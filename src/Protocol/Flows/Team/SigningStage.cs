namespace HospitalChain.Protocol.Flows.Team;

/// <summary>How far a doctor of a team is.</summary>
public enum SigningStage
{
    /// <summary>The doctor before has not handed on.</summary>
    Waiting = 0,

    /// <summary>It is this doctor's turn.</summary>
    Ready = 1,

    /// <summary>Signed; the step is for the chain, and what follows for the next doctor.</summary>
    Signed = 2,

    /// <summary>Over, with a code.</summary>
    Ended = 3,
}
