namespace HospitalChain.Protocol.State;

/// <summary>How far a case is.</summary>
public enum CaseStage
{
    /// <summary>The evidence proves itself; the verdict is due.</summary>
    Proven = 0,

    /// <summary>A refusal of evidence is disputed; the hospital has to disclose α.</summary>
    Disputed = 1,

    /// <summary>α is disclosed to the system manager; the verdict is due.</summary>
    Disclosed = 2,

    Dismissed = 3,

    /// <summary>The sanction is due.</summary>
    Upheld = 4,

    /// <summary>Points were taken; it can be appealed once.</summary>
    Sanctioned = 5,

    /// <summary>The answer is due.</summary>
    Appealed = 6,

    /// <summary>The appeal was answered.</summary>
    Closed = 7,
}
