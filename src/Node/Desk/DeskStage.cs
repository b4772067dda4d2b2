namespace HospitalChain.Node.Desk;

/// <summary>How far a ticket has come.</summary>
public enum DeskStage
{
    /// <summary>Handed out; nobody registered with it yet.</summary>
    Issued = 0,

    /// <summary>The patient registered; doctors are to be assigned.</summary>
    Registered = 1,

    /// <summary>The visit's record is signed; its block and the letters are on their way.</summary>
    Assigned = 2,

    /// <summary>The visit stands on the chain and everyone has their letter.</summary>
    Done = 3,
}
