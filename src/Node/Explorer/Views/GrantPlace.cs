using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A grant's record: who gave what to whom, and what for.</summary>
/// <param name="FolderId">The folder it reaches into; zero for a grant of a visit or of a record outside folders.</param>
public readonly record struct GrantPlace(Bytes32 GrantId, Bytes32 Giver, Bytes32 Grantee, GrantScope Scope, Bytes32 FolderId, string Purpose, ulong FromMillis, ulong UntilMillis, ulong Height);
