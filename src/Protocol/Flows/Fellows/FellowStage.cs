namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>How far a patients' session is at one side.</summary>
public enum FellowStage
{
    /// <summary>A asked; B has not decided.</summary>
    Asked = 0,

    /// <summary>B answered with a point, and waits for A's.</summary>
    Answered = 1,

    /// <summary>A confirmed, and waits for B.</summary>
    Proved = 2,

    /// <summary>Both have the same symptom, and a key.</summary>
    Agreed = 3,

    /// <summary>Over, for the reason in its code.</summary>
    Ended = 4,
}
