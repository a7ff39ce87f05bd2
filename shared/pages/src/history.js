let page,url;
const read=()=>''+new URLSearchParams(new FormData(document.forms[0])),
  sent=()=>history.replaceState({...page,answers:read()},'',url),
  open=answers=>sessionStorage.profiling=JSON.stringify({...page,answers});
addEventListener('DOMContentLoaded',()=>{
  let form=document.forms[0],
    data=new FormData(form),
    token=data.get('session_token'),
    step=+data.get('.step'),
    last=JSON.parse(sessionStorage.profiling||null),
    {search}=location,
    entry=search&&history.state;
  if(self!==top)return;
  if(last?.token!==token)last=null;
  if(entry){
    let answers=new URLSearchParams(last?.answers||entry.answers);
    document.documentElement.hidden=true;
    if(entry.index&&entry.index<last?.index&&entry.step>=last.step)return history.back();
    page={token,index:entry.index-1};
    open();
    answers.set('.step',entry.step);
    answers.set('.go','return');
    form.replaceChildren(...[...answers].map(([name,value])=>Object.assign(document.createElement('input'),{type:'hidden',name,value})));
    return HTMLFormElement.prototype.submit.call(form);
  }
  url=search||'?'+new URLSearchParams({state:data.get('state'),session_token:token});
  page={token,step,index:!search&&last?last.index+1:0};
  sent();
  open(read());
});
addEventListener('input',()=>page&&open(read()));
addEventListener('submit',()=>{
  if(!page)return;
  sent();
  open();
});
addEventListener('pageshow',e=>e.persisted&&location.reload());
