using HospitalChain.Crypto;

namespace HospitalChain.Client.Doctors;

/// <summary>
/// A diagnosis under way: its sealed content stands in the profile and is never sealed again under the same key, however
/// often the upload is resumed. Kept encrypted; forgotten once the record is submitted and the patient has t.
/// </summary>
/// <param name="ContentHash">SHA-256 of the sealed content, and the draft's id.</param>
/// <param name="Pid">PID of the visit.</param>
/// <param name="ContentKey">K.</param>
/// <param name="PlainHash">SHA-256 of the plaintext.</param>
/// <param name="MediaType">Of the plaintext.</param>
/// <param name="SymptomSystem">Code system of the symptom.</param>
/// <param name="SymptomCode">Its code.</param>
/// <param name="Record">The signed record, once made: submitted again as it is, never made anew.</param>
public sealed record DiagnosisDraft(
    Bytes32 ContentHash, byte[] Pid, byte[] ContentKey, Bytes32 PlainHash, string MediaType, string SymptomSystem, string SymptomCode, byte[]? Record);
