using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>
/// What a logged-in key sees of folders, grants and accesses: the chain's hospital and the system manager everything, an
/// owner or patient the own, a reader what concerns it, a store or proxy what it answered.
/// </summary>
public sealed class FolderViewer(Caller caller, Genesis genesis)
{
    public Caller Caller { get; } = caller;

    public bool SeesAll { get; } = caller.Key == genesis.Supernode.Signing || caller.Key == genesis.ManagerSigning;

    private Bytes32 Key => Caller.Key;

    public bool Sees(GrantPlace grant) => SeesAll || grant.Giver == Key || grant.Grantee == Key;

    public bool Sees(AccessPlace access) => SeesAll || access.Reader == Key || access.AnsweredBy == Key || access.Owner == Key;

    /// <summary>An own folder, or one that a grant reaches into which this key sees.</summary>
    public bool Sees(FolderPlace folder, IReadOnlySet<Bytes32> reached) => SeesAll || folder.Owner == Key || reached.Contains(folder.FolderId);
}
