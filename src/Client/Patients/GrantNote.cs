using HospitalChain.Crypto;

namespace HospitalChain.Client.Patients;

/// <summary>A grant the patient gave.</summary>
/// <param name="ShareId">The share it answers.</param>
/// <param name="GrantId">Its record id.</param>
/// <param name="VisitIndex">The visit whose key signed it.</param>
/// <param name="Grantee">Who may read.</param>
/// <param name="RecordId">What; null for the whole visit.</param>
/// <param name="UntilMillis">Until when.</param>
/// <param name="ConsentSent">The proxy has the patient's half.</param>
/// <param name="Record">The signed grant, to be sent again as it is.</param>
public sealed record GrantNote(
    Bytes32 ShareId, Bytes32 GrantId, uint VisitIndex, Bytes32 Grantee, Bytes32? RecordId, ulong UntilMillis, bool ConsentSent, byte[] Record);
