namespace HospitalChain.Protocol.Flows.Team;

/// <summary>How far a party's run of the group key exchange is.</summary>
public enum GroupKeyStage
{
    /// <summary>The hospital waits for replies; a doctor for the call.</summary>
    Waiting = 0,

    /// <summary>A doctor answered and waits for the key.</summary>
    Answered = 1,

    /// <summary>The key is here.</summary>
    Established = 2,

    /// <summary>Over, with a code; nothing secret is left.</summary>
    Ended = 3,
}
